import type { IncomingHttpHeaders } from 'node:http';
import type { MeasuredRequest, Measures } from './measures.js';

/** A request as a trace shows it. */
export interface RequestSpan {
  /** Does the work that belongs to it: what is told meanwhile is shown below it. */
  run(work: () => void): void;
  /** It was answered, or its client has gone. @param status of HTTP; undefined where there was no answer. @param code of the catalogue of errors. */
  end(outcome: { readonly status: number | undefined; readonly code: string | undefined }): void;
}

/** Shows requests, and the steps of the work on each, to whoever collects traces. Methods return at once and never throw. */
export interface Tracing {
  /** @param request.headers may name the trace of the caller (`traceparent`); from then on they name the span of this request, for the log. */
  begin(request: Pick<MeasuredRequest, 'method' | 'route'> & { readonly headers: IncomingHttpHeaders }): RequestSpan;
  /** A step has been done that took so long. */
  readonly took: Measures['took'];
}
