import type Database from 'better-sqlite3';
import type { Job, JobError, JobHold, JobPage, JobProgress, JobQueue, Json, NewJob } from '../../domain/job-queue.js';
import {
  ABANDONED,
  leaseEnd,
  MAX_OPEN_JOBS,
  newJob,
  numberOfCursor,
  requireInstant,
  requireJson,
  requirePageLimit,
  requireProgress,
  shortError,
  tooManyJobs,
} from '../../domain/job-rules.js';
import { ALL_JOB_MIGRATIONS } from './job-migrations/all-job-migrations.js';
import { openDatabase, writeTransaction } from './open-database.js';

const COLUMNS = `number, id, kind, payload, state, attempts, max_attempts AS maxAttempts, progress, result, error, created_at AS createdAt,
  updated_at AS updatedAt, run_after AS runAfter, lease_until AS leaseUntil`;
/** In the words of the index over them. Its name stands in each statement, or the planner would go through all of a kind that ever were. */
const OPEN = "state IN ('queued', 'running')";
const ENDED = "state IN ('done', 'failed', 'cancelled')";
const DUE = `${OPEN} AND kind IN (SELECT value FROM json_each(:kinds))
  AND (state = 'queued' AND run_after <= :now OR state = 'running' AND lease_until <= :now)`;

interface Row extends Omit<Job, 'payload' | 'progress' | 'result' | 'error'> {
  readonly number: number;
  readonly payload: string;
  readonly progress: string | null;
  readonly result: string;
  readonly error: string | null;
}

/** The job queue on one SQLite file; synchronous, so it lives in a worker. Each method is one transaction, and keeps nothing for the next. */
export class SqliteJobsDatabase {
  readonly #database: Database.Database;

  /** @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  constructor(file: string) {
    this.#database = openDatabase(file, ALL_JOB_MIGRATIONS);
  }

  enqueue(job: NewJob, now: string): { created: boolean; job: Job } {
    const made = newJob(job, now);
    const key = job.idempotencyKey ?? null;
    return writeTransaction(this.#database, () => {
      const found = this.#row('kind = ? AND idempotency_key = ?', made.kind, key);
      if (found) return { created: false, job: toJob(found) };
      const open = this.#database.prepare<[], number>(`SELECT count(*) FROM jobs INDEXED BY open_jobs WHERE ${OPEN}`).pluck().get()!;
      if (open >= MAX_OPEN_JOBS) throw tooManyJobs();
      this.#database
        .prepare(
          `INSERT INTO jobs (id, kind, idempotency_key, payload, state, attempts, max_attempts, result, created_at, updated_at, run_after)
           VALUES (?, ?, ?, ?, ?, ?, ?, 'null', ?, ?, ?)`,
        )
        .run(made.id, made.kind, key, JSON.stringify(made.payload), made.state, 0, made.maxAttempts, now, now, made.runAfter);
      return { created: true, job: made };
    });
  }

  claim(kinds: readonly string[], { worker, leaseMs }: { worker: string; leaseMs: number }, now: string): Job | undefined {
    const values = { kinds: JSON.stringify(kinds), now, worker, leaseUntil: leaseEnd(now, leaseMs), error: JSON.stringify(ABANDONED) };
    // Idle workers ask all the time: they shall not keep each other, nor those who write, waiting.
    if (this.#database.prepare(`SELECT 1 FROM jobs INDEXED BY open_jobs WHERE ${DUE} LIMIT 1`).get(values) === undefined) return undefined;
    return writeTransaction(this.#database, () => {
      this.#database
        .prepare(
          `UPDATE jobs INDEXED BY open_jobs SET state = 'failed', error = :error, lease_until = NULL, updated_at = :now
           WHERE ${DUE} AND state = 'running' AND attempts >= max_attempts`,
        )
        .run(values);
      const row = this.#database
        .prepare<[typeof values], Row>(
          `UPDATE jobs SET state = 'running', attempts = attempts + 1, worker = :worker, lease_until = :leaseUntil, updated_at = :now
           WHERE number = (SELECT number FROM jobs INDEXED BY open_jobs WHERE ${DUE} ORDER BY number LIMIT 1) RETURNING ${COLUMNS}`,
        )
        .get(values);
      return row && toJob(row);
    });
  }

  extend(id: string, worker: string, { leaseMs, progress }: { leaseMs: number; progress?: JobProgress | undefined }, now: string): JobHold {
    const leaseUntil = leaseEnd(now, leaseMs);
    const told = progress === undefined ? null : JSON.stringify(requireProgress(progress));
    return this.#asHolder({ id, worker, now }, 'lease_until = :leaseUntil, progress = coalesce(:told, progress)', { leaseUntil, told });
  }

  complete(id: string, worker: string, result: Json, now: string): JobHold {
    const made = JSON.stringify(requireJson('result', result));
    return this.#asHolder({ id, worker, now }, "state = 'done', result = :made, error = NULL, lease_until = NULL", { made });
  }

  fail(id: string, worker: string, error: JobError, { retryAt }: { retryAt?: string }, now: string): JobHold {
    const retry = retryAt === undefined ? null : requireInstant(retryAt);
    const again = ':retry IS NOT NULL AND attempts < max_attempts';
    const changes = `state = iif(${again}, 'queued', 'failed'), run_after = iif(${again}, :retry, run_after), error = :error, lease_until = NULL`;
    return this.#asHolder({ id, worker, now }, changes, { retry, error: JSON.stringify(shortError(error)) });
  }

  release(id: string, worker: string, now: string): JobHold {
    return this.#asHolder({ id, worker, now }, "state = 'queued', attempts = attempts - 1, worker = NULL, lease_until = NULL", {});
  }

  cancel(id: string, now: string): Job | undefined {
    requireInstant(now);
    return writeTransaction(this.#database, () => {
      this.#database
        .prepare(`UPDATE jobs SET state = 'cancelled', lease_until = NULL, updated_at = ? WHERE id = ? AND ${OPEN}`)
        .run(now, id);
      return this.get(id);
    });
  }

  get(id: string): Job | undefined {
    const row = this.#row('id = ?', id);
    return row && toJob(row);
  }

  list({ kind, state, after, limit }: Parameters<JobQueue['list']>[0]): JobPage {
    const most = requirePageLimit(limit);
    const rows = this.#database
      .prepare<unknown[], Row>(
        `SELECT ${COLUMNS} FROM jobs WHERE number < :from AND (:kind IS NULL OR kind = :kind) AND (:state IS NULL OR state = :state)
         ORDER BY number DESC LIMIT :rows`,
      )
      // One more than asked for tells whether there is more.
      .all({ from: numberOfCursor(after), kind: kind ?? null, state: state ?? null, rows: most + 1 });
    const page = rows.slice(0, most);
    return { jobs: page.map(toJob), next: rows.length > most ? String(page.at(-1)!.number) : undefined };
  }

  trim(before: string): number {
    requireInstant(before);
    return writeTransaction(
      this.#database,
      () => this.#database.prepare(`DELETE FROM jobs INDEXED BY ended_jobs WHERE ${ENDED} AND updated_at < ?`).run(before).changes,
    );
  }

  close(): void {
    this.#database.close();
  }

  /** Changes a running job for the worker that holds it. */
  #asHolder(
    holder: { readonly id: string; readonly worker: string; readonly now: string },
    changes: string,
    values: Readonly<Record<string, string | null>>,
  ): JobHold {
    requireInstant(holder.now);
    return writeTransaction(this.#database, () => {
      const state = this.#database
        .prepare<[typeof holder], string>('SELECT state FROM jobs WHERE id = :id AND worker = :worker')
        .pluck()
        .get(holder);
      if (state === 'cancelled') return 'cancelled';
      if (state !== 'running') return 'lost';
      this.#database.prepare(`UPDATE jobs SET ${changes}, updated_at = :now WHERE id = :id`).run({ ...holder, ...values });
      return 'held';
    });
  }

  #row(condition: string, ...values: readonly (string | null)[]): Row | undefined {
    return this.#database.prepare<unknown[], Row>(`SELECT ${COLUMNS} FROM jobs WHERE ${condition}`).get(...values);
  }
}

function toJob({ number: _, ...row }: Row): Job {
  return {
    ...row,
    payload: JSON.parse(row.payload) as Json,
    progress: row.progress === null ? null : (JSON.parse(row.progress) as JobProgress),
    result: JSON.parse(row.result) as Json,
    error: row.error === null ? null : (JSON.parse(row.error) as JobError),
  };
}
