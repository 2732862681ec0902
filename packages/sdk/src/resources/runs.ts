import { checkRunId } from '../check-id.js';
import type { CurveName, Job, LabelIssueList, Run, RunCurves, RunLog, RunMetrics, RunSummary, TrainingRequest } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';

/** Which curves, in how many points. */
export interface CurvesOptions extends CallOptions {
  /** Default all. */
  readonly names?: readonly CurveName[];
  readonly points?: number;
}

/** Which label issues. */
export interface LabelIssueQuery {
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 1,000. Default 100. */
  readonly limit?: number;
}

/** What is never sent again by itself: the second time would begin another training, or find nothing to stop. */
type OnceOptions = Omit<CallOptions, 'retries'>;

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

    /** Begins a training on the server, as a job that `jobs.wait` waits for; its `about.run` names the run once it is there. Never repeated by itself.
     * @throws PermissionDeniedError with the code TRAINING_OFF where the server is not allowed to train; NotFoundError for data that is not there; ServiceBusyError where ten
     * trainings wait or run; ServerFaultError with the code TRAINING_UNAVAILABLE where nothing trains beside the server. */
    async start(training: TrainingRequest, options: OnceOptions = {}): Promise<Job> {
      return transport.call({ ...options, retries: 0 }, (api, signal) => api.POST('/v1/runs', { body: training, signal }));
    },

    /** Stops a training of the server as Ctrl-C would: it saves, and `resume` goes on with it. Never repeated by itself. @returns its job.
     * @throws ConflictError where no job of the server trains it; as `start`. */
    async stop(id: string, options: OnceOptions = {}): Promise<Job> {
      const path = { id: checkRunId(id) };
      return transport.call({ ...options, retries: 0 }, (api, signal) => api.POST('/v1/runs/{id}/stop', { params: { path }, signal }));
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
        ...(ids.length === 0 ? {} : { run: ids.map(checkRunId) }),
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

    /** Address for an `EventSource`.
     * @throws BadRequestError where it is no run id. */
    eventsUrl(id: string, offset = 0): string {
      return transport.url(`/v1/runs/${encodeURIComponent(checkRunId(id))}/events?offset=${offset}`);
    },
  };
}

/** What `createRuns` offers. */
export type Runs = ReturnType<typeof createRuns>;
