import type { FeedbackFilter, FeedbackRecord } from '../../domain/feedback-store.js';

/** What a row of feedback is read as. */
export const FEEDBACK_COLUMNS = `number, id, label, predicted, probability, unknown, model_name AS modelName, model_version AS modelVersion,
  may_train AS mayTrain, note, blob, bytes, created_at AS createdAt, updated_at AS updatedAt, earlier`;

/** A row as SQLite gives it. */
export interface FeedbackRow {
  readonly number: number;
  readonly id: string;
  readonly label: string;
  readonly predicted: string | null;
  readonly probability: number | null;
  readonly unknown: 0 | 1 | null;
  readonly modelName: string | null;
  readonly modelVersion: number | null;
  readonly mayTrain: 0 | 1;
  readonly note: string | null;
  readonly blob: string | null;
  readonly bytes: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** JSON. */
  readonly earlier: string;
}

/** The record that a row is. */
export function fromRow(row: FeedbackRow): FeedbackRecord {
  const { id, label, note, createdAt, updatedAt, modelName, modelVersion } = row;
  const model = modelName === null || modelVersion === null ? null : { name: modelName, version: modelVersion };
  const unknown = row.unknown === null ? null : row.unknown === 1;
  return {
    ...{ id, label, note, createdAt, updatedAt },
    predicted: row.predicted === null ? null : { label: row.predicted, probability: row.probability, unknown, model },
    mayTrain: row.mayTrain === 1,
    picture: row.blob === null ? null : { blob: row.blob, bytes: row.bytes },
    earlier: JSON.parse(row.earlier) as FeedbackRecord['earlier'],
  };
}

/** The row that a record becomes. */
export function toRow({ predicted, mayTrain, picture, earlier, ...plain }: FeedbackRecord): Omit<FeedbackRow, 'number'> {
  return {
    ...plain,
    predicted: predicted?.label ?? null,
    probability: predicted?.probability ?? null,
    unknown: flag(predicted?.unknown),
    modelName: predicted?.model?.name ?? null,
    modelVersion: predicted?.model?.version ?? null,
    mayTrain: mayTrain ? 1 : 0,
    blob: picture?.blob ?? null,
    bytes: picture?.bytes ?? 0,
    earlier: JSON.stringify(earlier),
  };
}

/** Conditions of what is asked for, and of nothing else, so that the index of one of them can be taken. */
export function conditionsOf({ label, disagrees, mayTrain, since, until }: FeedbackFilter): string[] {
  return [
    ...(label === undefined ? [] : ['label = :label']),
    // Null, where nothing was predicted, is neither.
    ...(disagrees === undefined ? [] : ['(predicted <> label) = :disagrees']),
    ...(mayTrain === undefined ? [] : ['may_train = :mayTrain']),
    ...(since === undefined ? [] : ['updated_at >= :since']),
    ...(until === undefined ? [] : ['updated_at < :until']),
  ];
}

/** What the conditions compare with. */
export function valuesOf({ label, disagrees, mayTrain, since, until }: FeedbackFilter): Readonly<Record<string, unknown>> {
  return { label, disagrees: flag(disagrees), mayTrain: flag(mayTrain), since, until };
}

function flag(value: boolean | null | undefined): 0 | 1 | null {
  return value === undefined || value === null ? null : value ? 1 : 0;
}
