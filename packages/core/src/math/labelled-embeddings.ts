import { CoreError } from '../errors.js';

/** Embeddings on the host with their labels. */
export interface LabelledEmbeddings {
  /** [N, D] float32, row-major. */
  readonly embeddings: Float32Array;
  /** [N], 0..C-1. */
  readonly labels: Int32Array;
}

/** @returns D.  @throws CoreError BAD_SHAPE when there is no row or the embeddings are not that many whole rows. */
export function embeddingWidth(where: string, embeddings: Float32Array, rows: number): number {
  const width = embeddings.length / rows;
  if (rows < 1 || width < 1 || !Number.isInteger(width))
    throw new CoreError('BAD_SHAPE', `${where}: ${embeddings.length} values are not ${rows} embeddings of one size, at least one of them`, {
      details: { values: embeddings.length, rows },
    });
  return width;
}

/** @throws CoreError BAD_LABELS when there is not one label in 0..C-1 for each row. */
export function assertLabels(where: string, labels: Int32Array, rows: number, classes: number): void {
  if (labels.length !== rows)
    throw new CoreError('BAD_LABELS', `${where}: ${rows} embeddings need ${rows} labels, got ${labels.length}`, {
      details: { rows, labels: labels.length },
    });
  const stray = labels.find((label) => label < 0 || label >= classes);
  if (stray !== undefined)
    throw new CoreError('BAD_LABELS', `${where}: labels must be 0..${classes - 1} for ${classes} classes, got ${stray}`, {
      details: { label: stray, classes },
    });
}
