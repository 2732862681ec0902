import { checkList, checkNumber, LONGEST_WAIT_MS } from '../check-input.js';
import { checkCallOptions } from '../check-options.js';
import { checkRunId } from '../check-id.js';
import type {
  CurveName,
  Job,
  LabelIssueList,
  Run,
  RunCurves,
  RunEvent,
  RunLog,
  RunMetrics,
  RunSummary,
  TrainingRequest,
} from '../schemas.js';
import { followEvents, type FollowedEvent } from '../follow-events.js';
import type { CallOptions, Transport } from '../transport.js';
import { onceHeader } from '../once.js';

/** Which curves, in how many points. */
export interface CurvesOptions extends CallOptions {
  /** Default all. */
  readonly names?: readonly CurveName[] | undefined;
  readonly points?: number | undefined;
}

/** Which label issues. */
export interface LabelIssueQuery {
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** 1 to 1,000. Default 100. */
  readonly limit?: number | undefined;
}

/** How a run is followed. */
export interface FollowOptions extends CallOptions {
  /** Byte offset to begin at. Default 0: from the start. */
  readonly offset?: number | undefined;
  /** Milliseconds of silence after which the connection counts as lost and is made anew. Default 45,000, three signs of life of the server. */
  readonly silenceMs?: number | undefined;
}

const SILENCE_MS = 45_000;
/** A stream is open as long as the training lasts. */
const FOR_EVER_MS = LONGEST_WAIT_MS;

/** What is never sent again by itself: the second time would begin another training, or find nothing to stop. */

/** The trainings on the server's machine. */
export function createRuns(transport: Transport) {
  return {
    /** Newest first. */
    async list(options: CallOptions = {}): Promise<RunSummary[]> {
      const { runs } = await transport.call(options, (api, signal) => api.GET('/v1/runs', { signal }));
      return runs;
    },

    /** One run with its whole configuration. */
    async get(id: string, options: CallOptions = {}): Promise<Run> {
      const path = { id: checkRunId(id) };
      return transport.call(options, (api, signal) => api.GET('/v1/runs/{id}', { params: { path }, signal }));
    },

    /** Begins a training on the server, as a job that `jobs.wait` waits for; its `about.run` names the run once it is there. The server begins one, however often the call is sent.
     * @throws PermissionDeniedError with the code TRAINING_OFF where the server is not allowed to train; NotFoundError for data that is not there; ServiceBusyError where ten
     * trainings wait or run; ServerFaultError with the code TRAINING_UNAVAILABLE where nothing trains beside the server. */
    async start(training: TrainingRequest, options: CallOptions = {}): Promise<Job> {
      const params = { header: onceHeader() };
      return transport.call(options, (api, signal) => api.POST('/v1/runs', { params, body: training, signal }));
    },

    /** Stops a training of the server as Ctrl-C would: it saves, and `resume` goes on with it. @returns its job.
     * @throws ConflictError where no job of the server trains it; as `start`. */
    async stop(id: string, options: CallOptions = {}): Promise<Job> {
      const params = { path: { id: checkRunId(id) }, header: onceHeader() };
      return transport.call(options, (api, signal) => api.POST('/v1/runs/{id}/stop', { params, signal }));
    },

    /** Goes on with a training that was stopped or failed. @returns the job, the same one however often it is asked for.
     * @throws ConflictError where it is finished or under way, or its photos do not lie where the server may read them; as `start`. */
    async resume(id: string, options: CallOptions = {}): Promise<Job> {
      const path = { id: checkRunId(id) };
      return transport.call(options, (api, signal) => api.POST('/v1/runs/{id}/resume', { params: { path }, signal }));
    },

    /** Events behind a byte offset (0: from the start), at most 1 MiB of them; go on from `nextOffset`. */
    async metrics(id: string, offset = 0, options: CallOptions = {}): Promise<RunMetrics> {
      const path = { id: checkRunId(id) };
      return transport.call(options, (api, signal) => api.GET('/v1/runs/{id}/metrics', { params: { path, query: { offset } }, signal }));
    },

    /** Curves of up to 20 runs (none named: of the five newest) over their epochs, thinned to at most `points` (4 to 5,000, default 500) each without losing a spike; in the order of the ids.
     * @throws BadRequestError where one is no run id; NotFoundError where there is no such run. */
    async curves(ids: readonly string[], { names, points, ...options }: CurvesOptions = {}): Promise<RunCurves[]> {
      const query = {
        ...(ids.length === 0 ? {} : { run: checkList('ids', ids, "['20261130-1']").map(checkRunId) }),
        ...(names ? { name: [...names] } : {}),
        ...(points === undefined ? {} : { points }),
      };
      const { runs } = await transport.call(options, (api, signal) => api.GET('/v1/curves', { params: { query }, signal }));
      return runs;
    },

    /** Pictures whose label is in doubt, most doubtful first; `how` is null where the run has not come so far, or recorded none. */
    async labelIssues(id: string, query: LabelIssueQuery = {}, options: CallOptions = {}): Promise<LabelIssueList> {
      const path = { id: checkRunId(id) };
      return transport.call(options, (api, signal) =>
        api.GET('/v1/runs/{id}/label-issues', { params: { path, query: { ...query } }, signal }),
      );
    },

    /** The last lines of what a run said to people, oldest first: 1 to 2,000, default 200. */
    async log(id: string, lines?: number, options: CallOptions = {}): Promise<RunLog> {
      const path = { id: checkRunId(id) };
      const query = lines === undefined ? {} : { lines };
      return transport.call(options, (api, signal) => api.GET('/v1/runs/{id}/log', { params: { path, query }, signal }));
    },

    /** Events as they come, until the run has ended: `for await (const { event, offset } of runs.follow(id))`. Connects again by itself where the stream breaks off, and misses nothing.
     * @param options `retries` (default 10) are connections lost one after the other. @throws NotFoundError; SupconConnectionError, SupconAbortError. */
    follow(
      id: string,
      { offset = 0, silenceMs = SILENCE_MS, retries = 10, signal, ...options }: FollowOptions = {},
    ): AsyncGenerator<FollowedEvent<RunEvent>, void, undefined> {
      const path = { id: checkRunId(id) };
      checkNumber('offset', offset, 0, Number.MAX_SAFE_INTEGER, true);
      checkNumber('silenceMs', silenceMs, 1, LONGEST_WAIT_MS);
      checkCallOptions({ retries, signal, ...options });
      const open = (from: number, connection: AbortSignal) =>
        transport.call<ReadableStream<Uint8Array> | undefined>({ ...options, signal: connection, timeoutMs: FOR_EVER_MS }, (api, ends) =>
          api.GET('/v1/runs/{id}/events', { params: { path, query: { offset: from } }, parseAs: 'stream', signal: ends }),
        );
      return followEvents<RunEvent>({ open, offset, signal, retries, silenceMs });
    },

    /** Address for an `EventSource`, which can carry no key; see `follow`.
     * @throws BadRequestError where it is no run id. */
    eventsUrl(id: string, offset = 0): string {
      checkNumber('offset', offset, 0, Number.MAX_SAFE_INTEGER, true);
      return transport.url(`/v1/runs/${encodeURIComponent(checkRunId(id))}/events?offset=${offset}`);
    },
  };
}

/** What `createRuns` offers. */
export type Runs = ReturnType<typeof createRuns>;
