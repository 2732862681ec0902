import type { PredictionColumns, ProjectionColumns } from '@supcon/sdk';
import { NO_GROUP_COLOR } from '../../theme/group-colors.js';
import { colourByLabel, type ColourGroup, type Colouring } from './colouring.js';

/** Which points of a map have which row of the predictions, [N] rows; -1 for points that are not classified. */
export function predictionRows({ ids }: Pick<ProjectionColumns, 'ids'>, { ids: classified }: Pick<PredictionColumns, 'ids'>): Int32Array {
  const rows = new Map(classified.map((id, row) => [id, row]));
  return Int32Array.from(ids, (id) => rows.get(id) ?? -1);
}

/** Points by the class that the model takes them for. @param rows as of `predictionRows`. */
export function colourByPrediction(
  rows: Int32Array,
  { prediction, classes }: Pick<PredictionColumns, 'prediction' | 'classes'>,
): Colouring {
  const { group, groups } = colourByLabel(
    Int32Array.from(rows, (row) => (row < 0 ? -1 : prediction[row]!)),
    classes,
  );
  return { group, groups: groups.map((each) => (each.value === null ? { ...each, name: 'not classified' } : each)) };
}

type Kind = Omit<ColourGroup, 'count'>;
const UNCLASSIFIED: Kind = { value: null, name: 'not classified', color: NO_GROUP_COLOR };

const RIGHT_OR_WRONG: readonly Kind[] = [
  { value: 'wrong', name: 'wrong', color: '#d9480f' },
  { value: 'right', name: 'right', color: '#2f87d8' },
  { value: 'untold', name: 'no label that the model knows', color: '#c99a06' },
  UNCLASSIFIED,
];

/** Points by whether the model is right about them. */
export function colourByCorrectness(rows: Int32Array, { correct }: Pick<PredictionColumns, 'correct'>): Colouring {
  return byKind(rows, RIGHT_OR_WRONG, (row) => (correct[row] === 0 ? 0 : correct[row] === 1 ? 1 : 2));
}

const KNOWN_OR_NOT: readonly Kind[] = [
  { value: 'unknown', name: 'unknown', color: '#d64a8f' },
  { value: 'known', name: 'known', color: '#2f87d8' },
  { value: 'untold', name: 'the model cannot tell', color: '#c99a06' },
  UNCLASSIFIED,
];

/** Points by whether the model takes them for one of none of its classes. */
export function colourByUnknown(rows: Int32Array, { unknown }: Pick<PredictionColumns, 'unknown'>): Colouring {
  return byKind(rows, KNOWN_OR_NOT, (row) => (unknown[row] === 1 ? 0 : unknown[row] === 0 ? 1 : 2));
}

/** Upper ends of the steps, from the least sure: most models are sure of most, so the steps are finer there. */
const STEPS = [0.5, 0.7, 0.9, 0.99];
const SURENESS: readonly Kind[] = [
  { value: '50', name: 'below 50 %', color: '#d9480f' },
  { value: '70', name: '50 to 70 %', color: '#e8a33d' },
  { value: '90', name: '70 to 90 %', color: '#8fb8a8' },
  { value: '99', name: '90 to 99 %', color: '#3f97c2' },
  { value: '100', name: '99 % and more', color: '#2450a4' },
  UNCLASSIFIED,
];

/** Points by how sure the model is of what it takes them for. */
export function colourByConfidence(rows: Int32Array, { confidence }: Pick<PredictionColumns, 'confidence'>): Colouring {
  return byKind(rows, SURENESS, (row) => STEPS.filter((end) => confidence[row]! >= end).length);
}

/** Groups in the order of their kinds, those without points left out. @param kindOf of a row; points without one are of the last kind. */
function byKind(rows: Int32Array, kinds: readonly Kind[], kindOf: (row: number) => number): Colouring {
  const counts = new Uint32Array(kinds.length);
  const kind = Uint16Array.from(rows, (row) => (row < 0 ? kinds.length - 1 : kindOf(row)));
  for (const each of kind) counts[each]!++;
  const there = [...kinds.keys()].filter((each) => counts[each]! > 0);
  const placeOf = new Uint16Array(kinds.length);
  there.forEach((each, place) => (placeOf[each] = place));
  return { group: kind.map((each) => placeOf[each]!), groups: there.map((each) => ({ ...kinds[each]!, count: counts[each]! })) };
}
