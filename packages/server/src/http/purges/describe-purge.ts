import type { Response } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { Purge } from '../../domain/purge-store.js';
import { noteTarget } from '../audit/audit-requests.js';

type Schemas = components['schemas'];

/** A purge as the API shows it. */
export function describePurge({
  id,
  what,
  name,
  requestedAt,
  removedAt,
  finishedAt,
  items,
  ids,
  sha256,
  problem,
  heldBy,
}: Purge): Schemas['Purge'] {
  const state = removedAt === null ? 'removing' : finishedAt === null ? 'erasing' : 'done';
  return {
    ...{ id, what, collection: name, state, requestedAt, removedAt, finishedAt, items, ids: [...ids], sha256, problem },
    heldBy: heldBy.map((each) => ({ ...each })),
  };
}

/** Tells the audit log that it was a purge, and which. */
export function notePurge(response: Response, { id }: Purge): void {
  noteTarget(response, { purge: id });
}

/** Answers with a purge that was begun. @param basePath before the addresses in answers. */
export function sendPurge(response: Response, purge: Purge, basePath: string): void {
  notePurge(response, purge);
  response.status(202).location(`${basePath}/v1/purges/${purge.id}`).json(describePurge(purge));
}
