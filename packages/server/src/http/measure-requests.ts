import type { RequestHandler } from 'express';
import type { Measures } from '../domain/measures.js';
import { operationFinder } from './described-operations.js';
import { problemCodeOf } from './problem-code.js';

/** Others that the parser of HTTP takes are of no interest one by one. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A method as it is counted. */
export function knownMethod(method: string): string {
  return METHODS.includes(method) ? method : 'other';
}

/** Tells of each request how it ended and how long it took. Comes before everything that may answer, behind what takes off the base path.
 * @param description the parsed API description, whose addresses are the routes. */
export function measureRequests(description: object, measures: Measures): RequestHandler {
  const find = operationFinder(description);
  return ({ method, path }, response, next) => {
    const began = performance.now();
    measures.requestBegan();
    response.once('close', () =>
      measures.requestEnded({
        method: knownMethod(method),
        route: find(method, path)?.template ?? 'other',
        status: response.headersSent ? `${Math.floor(response.statusCode / 100)}xx` : 'aborted',
        code: problemCodeOf(response),
        seconds: (performance.now() - began) / 1000,
      }),
    );
    next();
  };
}
