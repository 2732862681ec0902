import { className, whyNoClassName } from '@supcon/core/photos';
import { ServerError } from './errors.js';
import type { FeedbackBounds, FeedbackRecord, PredictedClass, ToldFeedback } from './feedback-store.js';
import { LONGEST_LABEL, requireLabel } from './input-rules.js';

/** Records of one page. */
export const MOST_FEEDBACK_RECORDS = 1000;
/** Characters of a note. */
export const LONGEST_NOTE = 500;
/** Labels of before that a record keeps. */
const MOST_EARLIER = 10;
const FEEDBACK_ID = /^[0-9a-f]{64}$/;
const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** What somebody wants to tell, not yet looked at. */
export interface FeedbackWishes {
  readonly label: unknown;
  readonly predicted?: unknown;
  readonly mayTrain?: unknown;
  readonly note?: unknown;
}

/** Holds what is told to the rules, whoever tells it. Without consent the note goes no further than here. @throws ServerError BAD_REQUEST. */
export function requireTold({ label, predicted = null, mayTrain = false, note = null }: FeedbackWishes): ToldFeedback {
  if (typeof mayTrain !== 'boolean') throw new ServerError('BAD_REQUEST', 'mayTrain: expected true or false');
  const told = {
    label: requireClassName('label', label),
    predicted: predicted === null ? null : requirePredicted(predicted),
    mayTrain,
    note: note === null ? null : requireNote(note),
  };
  return mayTrain ? told : { ...told, note: null };
}

/** A name that a class of a data set can have. @returns in Unicode's form NFC, without white space around it. @throws ServerError BAD_REQUEST. */
export function requireClassName(what: string, given: unknown): string {
  const text = typeof given === 'string' ? requireLabel(given)! : null;
  if (text === null) throw new ServerError('BAD_REQUEST', `${what}: expected 1 to ${LONGEST_LABEL} characters`);
  const name = className(text.trim());
  const why = whyNoClassName(name);
  if (why !== undefined) throw new ServerError('BAD_REQUEST', `${what}: it ${why}; say what the picture shows as a class would be called`);
  return name;
}

/** @throws ServerError BAD_REQUEST. */
export function requireFeedbackId(id: unknown): string {
  if (typeof id === 'string' && FEEDBACK_ID.test(id)) return id;
  throw new ServerError('BAD_REQUEST', 'id: expected the SHA-256 of a picture, 64 hexadecimal digits');
}

/** @throws ServerError BAD_REQUEST. */
export function requireFeedbackLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_FEEDBACK_RECORDS)
    throw new ServerError('BAD_REQUEST', `limit: expected a whole number from 1 to ${MOST_FEEDBACK_RECORDS}, got ${limit}`);
  return limit;
}

/** The number that a page goes on below. @throws ServerError BAD_REQUEST. */
export function feedbackCursor(after: string | undefined): number {
  if (after === undefined) return Number.MAX_SAFE_INTEGER;
  if (!/^[1-9]\d{0,15}$/.test(after)) throw new ServerError('BAD_REQUEST', "after: expected the 'next' of a page of feedback");
  return Number(after);
}

/** Whether the same was told before. */
export function isToldAlready(record: FeedbackRecord, told: ToldFeedback): boolean {
  return JSON.stringify(comparable(record)) === JSON.stringify(comparable(told));
}

/** A record after something else was told of its picture. It keeps the picture that it has. */
export function changedFeedback(
  record: FeedbackRecord,
  told: ToldFeedback,
  picture: FeedbackRecord['picture'],
  now: string,
): FeedbackRecord {
  const isRelabelled = record.label !== told.label;
  return {
    ...record,
    ...told,
    picture: told.mayTrain ? (record.picture ?? picture) : null,
    updatedAt: now,
    earlier: isRelabelled ? [...record.earlier, { label: record.label, until: now }].slice(-MOST_EARLIER) : record.earlier,
  };
}

/** @param usage what there is. @param more what would come to it. @throws ServerError FEEDBACK_FULL. */
export function requireFeedbackRoom(usage: FeedbackBounds, more: FeedbackBounds, bounds: FeedbackBounds): void {
  const what =
    more.records > 0 && usage.records + more.records > bounds.records
      ? `${bounds.records} pictures are known, as many as may be (SUPCON_FEEDBACK_RECORDS)`
      : more.bytes > 0 && usage.bytes + more.bytes > bounds.bytes
        ? `the pictures that are kept may have ${bounds.bytes} bytes together (SUPCON_FEEDBACK_BYTES), and have ${usage.bytes}`
        : undefined;
  if (what !== undefined)
    throw new ServerError('FEEDBACK_FULL', `feedback: ${what}; export and forget some with supcon-server feedback, or allow more`);
}

/** That nothing is known of a picture. */
export function feedbackNotFound(id: string): ServerError {
  return new ServerError(
    'FEEDBACK_NOT_FOUND',
    `there is no feedback ${id.slice(0, 64)}; GET /v1/feedback or supcon-server feedback list has what there is`,
  );
}

/** What is told, in one order whatever its own. */
function comparable({ label, predicted, mayTrain, note }: ToldFeedback): unknown {
  return [
    label,
    mayTrain,
    note,
    predicted && [predicted.label, predicted.probability, predicted.unknown, predicted.model?.name, predicted.model?.version],
  ];
}

function requirePredicted(given: unknown): PredictedClass {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ServerError('BAD_REQUEST', 'predicted: expected an object such as {"label":"apple","probability":0.93}');
  const { label, probability = null, unknown = null, model = null, ...others } = given as Readonly<Record<string, unknown>>;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new ServerError(
      'BAD_REQUEST',
      `predicted: it has ${JSON.stringify(other.slice(0, 80))}, which is none of label, probability, unknown, model`,
    );
  if (probability !== null && !(typeof probability === 'number' && probability >= 0 && probability <= 1))
    throw new ServerError('BAD_REQUEST', 'predicted.probability: expected a number from 0 to 1');
  if (unknown !== null && typeof unknown !== 'boolean') throw new ServerError('BAD_REQUEST', 'predicted.unknown: expected true or false');
  return { label: requireClassName('predicted.label', label), probability, unknown, model: model === null ? null : requireModel(model) };
}

/** Other members are passed over: what classify answers as `model` fits. */
function requireModel(given: unknown): { name: string; version: number } {
  const { name, version } = (typeof given === 'object' ? given : {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || !MODEL_NAME.test(name) || typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
    throw new ServerError(
      'BAD_REQUEST',
      'predicted.model: expected the name and version of a model, such as {"name":"photos","version":2}',
    );
  return { name, version };
}

function requireNote(given: unknown): string {
  if (typeof given !== 'string' || given.length > 2 * LONGEST_NOTE || Array.from(given).length > LONGEST_NOTE)
    throw new ServerError('BAD_REQUEST', `note: expected at most ${LONGEST_NOTE} characters`);
  return given;
}
