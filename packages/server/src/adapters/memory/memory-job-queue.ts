import type { Job, JobHold, JobQueue } from '../../domain/job-queue.js';
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

interface Row {
  readonly number: number;
  readonly key: string | undefined;
  job: Job;
  /** Who claimed it last. */
  worker: string | undefined;
}

/** What memory queues that are opened on it share, as processes share a database. */
export class MemoryJobs {
  readonly rows = new Map<string, Row>();
  nextNumber = 1;
}

/** Jobs in memory: what the use cases are tested on, and the plainest reading of the port.
 * @param data may be shared by several queues. */
export function openMemoryJobQueue(data: MemoryJobs): JobQueue {
  const { rows } = data;
  const isOpen = ({ job }: Row): boolean => job.state === 'queued' || job.state === 'running';
  const change = (row: Row, now: string, changes: Partial<Job>): void => {
    row.job = { ...row.job, ...changes, updatedAt: requireInstant(now) };
  };
  /** What a worker asks for, if the job is its own. */
  const asHolder = (id: string, worker: string, action: (row: Row) => void): JobHold => {
    const row = rows.get(id);
    if (row?.worker !== worker) return 'lost';
    if (row.job.state === 'cancelled') return 'cancelled';
    if (row.job.state !== 'running') return 'lost';
    action(row);
    return 'held';
  };
  // Copies, so that nobody changes what is kept; and what throws rejects, as it does where another process answers.
  const answer = async <T>(action: () => T): Promise<T> => structuredClone(await Promise.resolve().then(action));
  return {
    enqueue: (job, now) =>
      answer(() => {
        const made = newJob(job, now);
        const key = job.idempotencyKey;
        const found = key === undefined ? undefined : [...rows.values()].find((row) => row.key === key && row.job.kind === job.kind);
        if (found) return { created: false, job: found.job };
        if ([...rows.values()].filter(isOpen).length >= MAX_OPEN_JOBS) throw tooManyJobs();
        rows.set(made.id, { number: data.nextNumber++, key, job: made, worker: undefined });
        return { created: true, job: made };
      }),
    claim: (kinds, { worker, leaseMs }, now) =>
      answer(() => {
        const leaseUntil = leaseEnd(now, leaseMs);
        const ofKinds = [...rows.values()].filter(({ job }) => kinds.includes(job.kind));
        const abandoned = ofKinds.filter(({ job }) => job.state === 'running' && job.leaseUntil !== null && job.leaseUntil <= now);
        for (const row of abandoned)
          if (row.job.attempts >= row.job.maxAttempts) change(row, now, { state: 'failed', error: ABANDONED, leaseUntil: null });
        const row = ofKinds.find(
          (each) => (each.job.state === 'queued' && each.job.runAfter <= now) || (each.job.state === 'running' && abandoned.includes(each)),
        );
        if (!row) return undefined;
        row.worker = worker;
        change(row, now, { state: 'running', attempts: row.job.attempts + 1, leaseUntil });
        return row.job;
      }),
    extend: (id, worker, { leaseMs, progress }, now) =>
      answer(() => {
        const leaseUntil = leaseEnd(now, leaseMs);
        const told = progress && { progress: requireProgress(progress) };
        return asHolder(id, worker, (row) => change(row, now, { leaseUntil, ...told }));
      }),
    complete: (id, worker, result, now) =>
      answer(() => {
        const kept = requireJson('result', result);
        return asHolder(id, worker, (row) => change(row, now, { state: 'done', result: kept, error: null, leaseUntil: null }));
      }),
    fail: (id, worker, error, { retryAt }, now) =>
      answer(() => {
        const again = retryAt === undefined ? undefined : requireInstant(retryAt);
        return asHolder(id, worker, (row) => {
          const retry = again !== undefined && row.job.attempts < row.job.maxAttempts;
          change(row, now, {
            state: retry ? 'queued' : 'failed',
            ...(retry ? { runAfter: again } : {}),
            error: shortError(error),
            leaseUntil: null,
          });
        });
      }),
    release: (id, worker, now) =>
      answer(() =>
        asHolder(id, worker, (row) => {
          row.worker = undefined;
          change(row, now, { state: 'queued', attempts: row.job.attempts - 1, leaseUntil: null });
        }),
      ),
    cancel: (id, now) =>
      answer(() => {
        const row = rows.get(id);
        if (row && isOpen(row)) change(row, now, { state: 'cancelled', leaseUntil: null });
        return row?.job;
      }),
    get: (id) => answer(() => rows.get(id)?.job),
    list: ({ kind, state, after, limit }) =>
      answer(() => {
        const most = requirePageLimit(limit);
        const from = numberOfCursor(after);
        const found = [...rows.values()]
          .reverse()
          .filter(({ number, job }) => number < from && (kind ?? job.kind) === job.kind && (state ?? job.state) === job.state);
        const page = found.slice(0, most);
        return { jobs: page.map(({ job }) => job), next: found.length > most ? String(page.at(-1)!.number) : undefined };
      }),
    trim: (before) =>
      answer(() => {
        const limit = requireInstant(before);
        const ended = [...rows.values()].filter((row) => !isOpen(row) && row.job.updatedAt < limit);
        for (const { job } of ended) rows.delete(job.id);
        return ended.length;
      }),
    close: () => Promise.resolve(),
  };
}
