import { randomUUID } from 'node:crypto';
import { ServerError, type JOB_ERROR_CODES } from './errors.js';
import type { Job, JobError, JobProgress, Json, NewJob } from './job-queue.js';

/** Jobs that may wait or run at a time. */
export const MAX_OPEN_JOBS = 100_000;
/** What the error of a job says that its last worker left without a word. */
export const ABANDONED: JobError & { readonly code: keyof typeof JOB_ERROR_CODES } = {
  code: 'JOB_ABANDONED',
  message: 'its worker vanished in the last attempt that it had: the process was killed, or its machine stopped',
};

const KIND = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MAX_KIND = 64;
const MAX_KEY = 200;
const MAX_JSON_BYTES = 64 * 1024;
const MAX_ATTEMPTS = 100;
const MAX_MESSAGE = 1000;
const MAX_NOTE = 200;
const MAX_ABOUT = 8;
const MAX_PAGE = 1000;

/** A job that nobody has claimed yet, as every queue writes it down. @throws ServerError BAD_REQUEST. */
export function newJob({ kind, payload, maxAttempts = 5, runAfter, idempotencyKey }: NewJob, now: string): Job {
  if (!KIND.test(kind) || kind.length > MAX_KIND)
    throw refuse(`kind: '${kind.slice(0, 80)}' is not lower-case words with dots between, at most ${MAX_KIND} characters`);
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS)
    throw refuse(`maxAttempts: expected a whole number from 1 to ${MAX_ATTEMPTS}, got ${maxAttempts}`);
  if (idempotencyKey !== undefined && (idempotencyKey === '' || idempotencyKey.length > MAX_KEY))
    throw refuse(`idempotencyKey: expected 1 to ${MAX_KEY} characters, got ${idempotencyKey.length}`);
  return {
    id: randomUUID(),
    kind,
    payload: requireJson('payload', payload),
    state: 'queued',
    attempts: 0,
    maxAttempts,
    progress: null,
    result: null,
    error: null,
    createdAt: requireInstant(now),
    updatedAt: now,
    runAfter: requireInstant(runAfter ?? now),
    leaseUntil: null,
  };
}

/** Returns a time as queues compare it, as text: ISO 8601 in UTC with milliseconds. @throws ServerError BAD_REQUEST. */
export function requireInstant(time: string): string {
  if (!INSTANT.test(time) || Number.isNaN(Date.parse(time)))
    throw refuse(`'${time.slice(0, 40)}' is no time; expected ISO 8601 in UTC, as 2026-01-31T12:00:00.000Z`);
  return time;
}

/** The time so many milliseconds behind another. @throws ServerError BAD_REQUEST unless they are more than 0 and at most a day. */
export function leaseEnd(now: string, leaseMs: number): string {
  if (!(leaseMs > 0 && leaseMs <= 86_400_000)) throw refuse(`leaseMs: expected more than 0 and at most 86,400,000, got ${leaseMs}`);
  return new Date(Date.parse(requireInstant(now)) + leaseMs).toISOString();
}

/** A copy of what JSON keeps of a value. @throws ServerError BAD_REQUEST for what JSON cannot write, or more than 64 KiB of it. */
export function requireJson(what: string, value: Json): Json {
  let text: unknown;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw refuse(`${what}: it cannot be written as JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (typeof text !== 'string') throw refuse(`${what}: ${typeof value} cannot be written as JSON; use null for nothing`);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_JSON_BYTES)
    throw refuse(`${what}: ${bytes} bytes of JSON, at most ${MAX_JSON_BYTES} are allowed; put it into the blob store, and its name here`);
  return JSON.parse(text) as Json;
}

/** @throws ServerError BAD_REQUEST for numbers that are none. */
export function requireProgress({ done, total, note, about }: JobProgress): JobProgress {
  if (!Number.isFinite(done) || done < 0 || (total !== null && !(Number.isFinite(total) && total >= 0)))
    throw refuse(`progress: expected numbers from 0 on, got ${done} of ${String(total)}`);
  return {
    done,
    total,
    note: note === null ? null : note.slice(0, MAX_NOTE),
    ...(about === undefined ? {} : { about: requireAbout(about) }),
  };
}

function requireAbout(about: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(about);
  if (entries.length > MAX_ABOUT || entries.some(([name, text]) => name.length > MAX_NOTE || text.length > MAX_NOTE))
    throw refuse(`progress: about has more than ${MAX_ABOUT} texts, or one of more than ${MAX_NOTE} characters`);
  return { ...about };
}

/** An error as a queue keeps it. */
export function shortError({ code, message }: JobError): JobError {
  return { code: code.slice(0, 64), message: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 3)}...` : message };
}

/** Returns the length of a page. @throws ServerError BAD_REQUEST unless it is 1 to 1,000. */
export function requirePageLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw refuse(`limit: expected a whole number from 1 to ${MAX_PAGE}, got ${limit}`);
  return limit;
}

/** The number of the job that a list goes on behind; Infinity at the beginning. @throws ServerError BAD_REQUEST for what no list gave out. */
export function numberOfCursor(after: string | undefined): number {
  if (after === undefined) return Infinity;
  if (!/^\d{1,15}$/.test(after))
    throw refuse(`after: '${after.slice(0, 40)}' is no cursor; send the 'next' of the page before, or nothing to begin`);
  return Number(after);
}

/** The refusal when too much waits already. */
export function tooManyJobs(): ServerError {
  return new ServerError('TOO_BUSY', `${MAX_OPEN_JOBS} jobs wait or run already; try again when some have ended`, {
    retryAfterSeconds: 60,
  });
}

function refuse(reason: string): ServerError {
  return new ServerError('BAD_REQUEST', `job queue: ${reason}`);
}
