import type { Request } from 'express';

/** The binary form of what is computed of a collection. */
export const COLUMNS = 'application/vnd.supcon.columns';

/** Whether a client would rather have columns than JSON. */
export function wantsColumns(request: Request): boolean {
  return request.accepts('application/json', COLUMNS) === COLUMNS;
}
