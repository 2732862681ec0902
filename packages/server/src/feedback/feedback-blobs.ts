import { randomUUID } from 'node:crypto';

const NAME = /^[0-9a-f]{2}\/[0-9a-f-]{36}$/;

/** Where the picture of a record will lie. Never used before, so that nothing is overwritten and a crash leaves only files that no record knows.
 * @param id of the record: spreads the files over 256 folders. */
export function newFeedbackBlob(id: string): string {
  return `${id.slice(0, 2)}/${randomUUID()}`;
}

/** Whether a name in the blob store was made here. */
export function isFeedbackBlob(name: string): boolean {
  return NAME.test(name);
}
