/** Of one class, or a mean over classes; all 0..1. */
export interface PrecisionRecall {
  /** Share right among the rows that were taken for the class; 0 where none was. */
  readonly precision: number;
  /** Share found among the rows of the class; 0 where it has none. */
  readonly recall: number;
  /** 2pr / (p + r); 0 where both are 0. */
  readonly f1: number;
}

/** How well predicted labels meet the expected ones, over all rows, by class and on average. */
export interface ClassificationScores {
  readonly accuracy: number;
  /** By class, 0..C-1, with the number of its rows. */
  readonly perClass: readonly (PrecisionRecall & { readonly support: number })[];
  /** Mean over the classes that occur in the expected or predicted labels, as scikit-learn takes them. */
  readonly macro: PrecisionRecall;
  /** Mean weighted by support. */
  readonly weighted: PrecisionRecall;
}

/** Precision, recall and F1 of every class and their means. @param confusion [C, C], rows are the expected class (`confusionMatrix`). */
export function classificationScores(confusion: Int32Array, classes: number): ClassificationScores {
  const rows = new Int32Array(classes);
  const columns = new Int32Array(classes);
  let [right, total] = [0, 0];
  for (let t = 0; t < classes; t++)
    for (let p = 0; p < classes; p++) {
      const count = confusion[t * classes + p]!;
      rows[t]! += count;
      columns[p]! += count;
      total += count;
      if (t === p) right += count;
    }
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const perClass = Array.from({ length: classes }, (_, c) => {
    const hits = confusion[c * classes + c]!;
    const precision = share(hits, columns[c]!);
    const recall = share(hits, rows[c]!);
    return { precision, recall, f1: share(2 * hits, rows[c]! + columns[c]!), support: rows[c]! };
  });
  const mean = (weight: (c: number) => number): PrecisionRecall => {
    const sum = perClass.reduce((all, _, c) => all + weight(c), 0);
    const of = (key: keyof PrecisionRecall): number =>
      share(
        perClass.reduce((all, scores, c) => all + weight(c) * scores[key], 0),
        sum,
      );
    return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
  };
  return {
    accuracy: share(right, total),
    perClass,
    macro: mean((c) => (rows[c]! + columns[c]! > 0 ? 1 : 0)),
    weighted: mean((c) => rows[c]!),
  };
}
