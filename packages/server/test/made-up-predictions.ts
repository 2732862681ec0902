import {
  decodePredictions,
  encodePredictions,
  type PredictedRow,
  type PredictionDescription,
  type PredictionTable,
} from '../src/collections/predictions/prediction-file.js';
import { uniforms } from './tiny-artifact.js';

/** Predictions of a model that never was: of so many rows, some without a label, some with one that it does not know.
 * @param classes how many the model has. @param canTell whether it tells unknown pictures. */
export function madeUpPredictions(
  rows: number,
  { classes = 3, seed = 1, canTell = true }: { readonly classes?: number; readonly seed?: number; readonly canTell?: boolean } = {},
): { readonly table: PredictionTable; readonly rows: readonly PredictedRow[]; readonly classes: readonly string[] } {
  const uniform = uniforms(seed);
  const names = Array.from({ length: classes }, (_, c) => `class ${String(c).padStart(3, '0')}`);
  const made = Array.from({ length: rows }, (_, row): PredictedRow => {
    const prediction = Math.floor(uniform() * classes);
    const confidence = Math.fround(0.3 + 0.7 * uniform());
    const kind = uniform();
    const right = uniform() < confidence;
    const own = right ? prediction : Math.floor(uniform() * classes);
    const label = kind < 0.1 ? null : kind < 0.25 ? `stranger ${Math.floor(uniform() * 2)}` : names[own]!;
    const isStranger = label !== null && !names.includes(label);
    const probabilityOfLabel =
      label === null || isStranger ? null : label === names[prediction] ? confidence : Math.fround((1 - confidence) * uniform());
    const score = Math.fround(Math.round(20 * uniform()) / 20 + (isStranger ? 0.2 : 0));
    const unknown = canTell ? { isUnknown: score > 0.9, score } : null;
    return { key: row + 7, id: `ä/${row}`, label, prediction, confidence, probabilityOfLabel, unknown };
  });
  const description: PredictionDescription = {
    ...{ collection: 'c', model: { name: 'm', version: 2 }, classes: names, judge: canTell ? { method: 'knn', threshold: 0.9 } : null },
    ...{ seq: 9, items: rows, of: rows + 3, skipped: { withoutPicture: 2, unreadable: 1 }, computedAt: '2026-12-01T10:00:00.000Z' },
  };
  return { table: decodePredictions(encodePredictions(description, made)), rows: made, classes: names };
}
