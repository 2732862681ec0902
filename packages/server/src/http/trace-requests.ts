import type { RequestHandler } from 'express';
import type { Tracing } from '../domain/tracing.js';
import { operationFinder } from './described-operations.js';
import { knownMethod } from './measure-requests.js';
import { problemCodeOf } from './problem-code.js';

/** Shows each request to whoever collects traces, with what is done for it below. Comes before the log, which names the span. Nobody follows requests of health.
 * @param description the parsed API description, whose addresses are the routes. */
export function traceRequests(description: object, tracing: Tracing): RequestHandler {
  const find = operationFinder(description);
  return ({ method, path, headers }, response, next) => {
    const route = find(method, path)?.template ?? 'other';
    if (route === '/livez' || route === '/readyz') {
      next();
      return;
    }
    const span = tracing.begin({ method: knownMethod(method), route, headers });
    response.once('close', () =>
      span.end({ status: response.headersSent ? response.statusCode : undefined, code: problemCodeOf(response) }),
    );
    span.run(next);
  };
}
