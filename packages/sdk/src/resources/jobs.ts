import { checkFunction, checkNumber, LONGEST_WAIT_MS } from '../check-input.js';
import { checkJobId } from '../check-id.js';
import { linesOf } from '../lines-of.js';
import type { ImportRefusal, Job, JobKind, JobList, JobState } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';
import { pause } from '../pause.js';

/** Which jobs are listed. */
export interface JobQuery {
  readonly state?: JobState | undefined;
  readonly kind?: JobKind | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** 1 to 1,000. Default 100. */
  readonly limit?: number | undefined;
}

/** How a job is waited for. */
export interface WaitOptions extends CallOptions {
  /** Called whenever it is looked at. */
  readonly onProgress?: ((job: Job) => void) | undefined;
  /** How often it is looked at, milliseconds. Default 1,000. */
  readonly pollMs?: number | undefined;
}

/** Work in the background of the server. */
export function createJobs(transport: Transport) {
  const get = async (id: string, options: CallOptions = {}): Promise<Job> => {
    const path = { job: checkJobId(id) };
    return transport.call(options, (api, signal) => api.GET('/v1/jobs/{job}', { params: { path }, signal }));
  };
  return {
    /** Newest first. */
    async list(query: JobQuery = {}, options: CallOptions = {}): Promise<JobList> {
      return transport.call(options, (api, signal) => api.GET('/v1/jobs', { params: { query: { ...query } }, signal }));
    },

    get,

    /** Ends a job that waits or runs; one that has ended stays as it is. */
    async cancel(id: string, options: CallOptions = {}): Promise<Job> {
      const path = { job: checkJobId(id) };
      return transport.call(options, (api, signal) => api.POST('/v1/jobs/{job}/cancel', { params: { path }, signal }));
    },

    /** The lines that an import refused, in their order, as they are read; all of them once its job is done. The timeout holds for all of it. */
    async *report(id: string, options: CallOptions = {}): AsyncGenerator<ImportRefusal, void, undefined> {
      const path = { job: checkJobId(id) };
      const stream: ReadableStream<Uint8Array> = await transport.call(options, (api, signal) =>
        api.GET('/v1/jobs/{job}/report', { params: { path }, parseAs: 'stream', signal }),
      );
      for await (const line of linesOf(stream)) yield JSON.parse(line) as ImportRefusal;
    },

    /** Waits until a job has ended, however: `state` of what is returned says so. `timeoutMs` and `retries` are those of each look, `signal` ends the waiting. */
    async wait(id: string, { onProgress, pollMs = 1000, ...options }: WaitOptions = {}): Promise<Job> {
      checkNumber('pollMs', pollMs, 1, LONGEST_WAIT_MS);
      checkFunction('onProgress', onProgress);
      for (;;) {
        const job = await get(id, options);
        onProgress?.(job);
        if (job.state !== 'queued' && job.state !== 'running') return job;
        await pause(pollMs, options.signal);
      }
    },
  };
}

/** What `createJobs` offers. */
export type Jobs = ReturnType<typeof createJobs>;
