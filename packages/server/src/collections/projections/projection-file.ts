import { encodeColumns, idColumns, idReader, labelColumn, numberColumn, viewColumn, type ColumnFile } from '../derived/column-file.js';
import type { ProjectionPlan } from './projection-plan.js';

/** What a picture of a collection is of, and how it came to be. */
export interface ProjectionDescription {
  readonly collection: string;
  readonly model: { readonly name: string; readonly version: number };
  readonly plan: ProjectionPlan;
  /** The last change of the collection that is in it. */
  readonly seq: number;
  /** Items in the picture, and in the collection then. */
  readonly items: number;
  readonly of: number;
  /** Items that the principal components were fitted on. */
  readonly fittedOn: number;
  /** Share of the variance along each principal component that the picture is made of, 0..1; of UMAP and t-SNE, along all of those that it began from, together. */
  readonly shares: readonly number[];
  /** ISO 8601. */
  readonly computedAt: string;
}

/** A picture of a collection. N items in the order in which they were added. */
export interface Projection {
  readonly description: ProjectionDescription;
  /** [N] float32 each: x, y and, of three dimensions, z. */
  readonly axes: readonly Float32Array[];
  /** [N] */
  readonly ids: readonly string[];
  /** [N] null for an item without one. */
  readonly labels: readonly (string | null)[];
}

/** A picture in columns: `x`, `y` and `z` (float32), `label` (int32, into `labels`), `idEnds` (uint32, where each id ends in `ids`) and `ids` (UTF-8, one after the other). */
export function encodeProjection({ description, axes, ids, labels }: Projection): Buffer {
  const { names, column } = labelColumn(labels);
  const columns = [...axes.map((axis, at) => numberColumn('xyz'[at]!, axis)), column, ...idColumns(ids)];
  return encodeColumns(description, { rows: ids.length, labels: names, columns });
}

/** A kept picture, of which nothing but the header has been read. */
export type KeptProjection = ColumnFile<ProjectionDescription>;

/** One item of a picture. */
export interface ProjectedItem {
  readonly id: string;
  readonly label: string | null;
  readonly position: readonly number[];
}

/** Items of a kept picture. @param from place of the first. @param to place behind the last. */
export function itemsOf(file: KeptProjection, from: number, to: number): ProjectedItem[] {
  const { header } = file;
  const axes = ['x', 'y', 'z'].filter((axis) => header.columns.some(({ name }) => name === axis)).map((axis) => viewColumn(file, axis));
  const [label, idOf] = [viewColumn(file, 'label'), idReader(file)];
  return Array.from({ length: Math.max(0, Math.min(to, header.rows) - from) }, (_, at) => {
    const row = from + at;
    return {
      id: idOf(row),
      label: header.labels[label.getInt32(4 * row, true)] ?? null,
      position: axes.map((axis) => axis.getFloat32(4 * row, true)),
    };
  });
}
