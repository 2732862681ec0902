import { ServerError } from '../../domain/errors.js';
import { NO_VERDICT, type PredictionTable } from './prediction-file.js';

/** In which order predictions are listed: as items were added; by confidence; or what the model is most wrong about first. */
export const PREDICTION_ORDERS = ['added', 'leastConfident', 'mostConfident', 'mostWrong'] as const;
/** One of them. */
export type PredictionOrder = (typeof PREDICTION_ORDERS)[number];

/** Which predictions are wanted; what is left out excludes none. */
export interface PredictionQuery {
  /** The label that was given. */
  readonly label?: string | undefined;
  /** The class that the model says. */
  readonly predicted?: string | undefined;
  readonly correct?: boolean | undefined;
  readonly unknown?: boolean | undefined;
  readonly minConfidence?: number | undefined;
  readonly maxConfidence?: number | undefined;
  /** Default added. */
  readonly sort?: PredictionOrder | undefined;
}

/** The rows that fit, in the order asked for; equal ones as they were added. @throws ServerError BAD_REQUEST for an order that there is not. */
export function selectPredictions(table: PredictionTable, query: PredictionQuery): Uint32Array {
  const { label, predicted, correct, unknown, minConfidence = 0, maxConfidence = 1, sort = 'added' } = query;
  if (!PREDICTION_ORDERS.includes(sort))
    throw new ServerError('BAD_REQUEST', `sort: expected one of ${PREDICTION_ORDERS.join(', ')}, got '${(sort as string).slice(0, 40)}'`);
  const { header, description } = table;
  const given = label === undefined ? undefined : header.labels.indexOf(label);
  const said = predicted === undefined ? undefined : description.classes.indexOf(predicted);
  // A label that no item has is at no place, which is where items without one are.
  if (given === -1 || said === -1) return new Uint32Array();
  const rows: number[] = [];
  for (let row = 0; row < header.rows; row++) {
    const confidence = table.confidence[row]!;
    if (given !== undefined && table.label[row] !== given) continue;
    if (said !== undefined && table.prediction[row] !== said) continue;
    if (correct !== undefined && table.correct[row] !== Number(correct)) continue;
    if (unknown !== undefined && table.unknown[row] !== Number(unknown)) continue;
    if (confidence < minConfidence || confidence > maxConfidence) continue;
    rows.push(row);
  }
  const rank = RANKS[sort];
  if (!rank) return Uint32Array.from(rows);
  const ranks = Float64Array.from(rows, (row) => rank(table, row));
  const order = Uint32Array.from(rows.keys()).sort((a, b) => ranks[a]! - ranks[b]! || a - b);
  return order.map((at) => rows[at]!);
}

/** Lower comes first. */
const RANKS: Readonly<Record<PredictionOrder, ((table: PredictionTable, row: number) => number) | undefined>> = {
  added: undefined,
  leastConfident: ({ confidence }, row) => confidence[row]!,
  mostConfident: ({ confidence }, row) => -confidence[row]!,
  // How much more the model believes in its answer than in the label; what has no label that it knows comes last.
  mostWrong: ({ confidence, probabilityOfLabel, correct }, row) =>
    correct[row] === NO_VERDICT ? 1 : probabilityOfLabel[row]! - confidence[row]!,
};
