import { describeValue } from './describe-value.js';
import { refusedInput } from './errors.js';

/** What most names are, at most so long. */
const plain = (most: number): string =>
  `Letters, digits, dot, dash and underscore; starts with a letter or digit; at most ${most} characters`;
const UUID = 'A UUID in lower case';

/** A caller's collection name, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkCollectionName(name: string): string {
  return check(name, 'collection name', /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, plain(64));
}

/** A caller's item id, before an address is made of it. `..` would climb out of the item's address into its collection's, and an empty id would be the
 * address of the whole list: what is no id is refused here as the server refuses it, and nothing is sent.
 * @returns it in Unicode's NFC, as the server keeps it. @throws BadRequestError with the code BAD_REQUEST, what was received and what an id looks like. */
export function checkItemId(id: string): string {
  return check(
    typeof id === 'string' ? id.normalize('NFC') : id,
    'item id',
    /^(?=.{1,128}$)(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{N}][\p{L}\p{M}\p{N}._:-]*(?:[/][\p{L}\p{N}][\p{L}\p{M}\p{N}._:-]*)*$/u,
    "Letters and digits of any script, `._:-`, and `/` between parts; each part starts with a letter or digit; at most 128 characters, in Unicode's NFC",
  );
}

/** A caller's run id, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkRunId(id: string): string {
  return check(id, 'run id', /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, plain(128));
}

/** A caller's job id, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkJobId(id: string): string {
  return check(id, 'job id', /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, plain(128));
}

/** The id of a purge, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkPurgeId(id: string): string {
  return check(id, 'purge id', /^[0-9a-f-]{36}$/, UUID);
}

/** A caller's model name, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkModelName(name: string): string {
  return check(name, 'model name', /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, plain(100));
}

/** A caller's alias, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkAlias(alias: string): string {
  return check(
    alias,
    'alias',
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'Lower-case letters, digits, dot, dash and underscore; starts with a letter or digit; at most 64 characters',
  );
}

/** The id of a key, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkKeyId(id: string): string {
  return check(id, 'key id', /^[0-9a-f]{12}$/, '12 hexadecimal digits');
}

/** The id of feedback, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkFeedbackId(id: string): string {
  return check(id, 'feedback id', /^[0-9a-f]{64}$/, '64 hexadecimal digits');
}

/** The id of an example of drift, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkExampleId(id: string): string {
  return check(id, 'example id', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, UUID);
}

/** A caller's label of a class, before an address is made of it: any text, but none that would be taken out of the address.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkLabel(label: string): string {
  return check(label, 'label of a class', /^(?!\.{1,2}$)(?=.*\S).{1,200}$/su, '1 to 200 characters that are not . or .. alone');
}

/** A caller's name of photos, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkDataName(name: string): string {
  return check(
    name,
    'name of photos',
    /^(?=.{1,128}$)[^./\\\0-\x1f\x7f][^/\\\0-\x1f\x7f]*$/u,
    '1 to 128 characters that are no path and begin with no dot',
  );
}

/** A caller's version of a model, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkModelVersion(version: number): number {
  if (Number.isSafeInteger(version) && version >= 1) return version;
  throw refusedInput(`${describeValue(version)} is no version of a model. Wanted: a whole number of at least 1`);
}

/** Takes anything: in plain JavaScript, nothing holds a caller to the type.
 * @param pattern what an id of this kind may be: the same as in openapi.json, which a test holds. @param words say so. */
function check(received: unknown, kind: string, pattern: RegExp, words: string): string {
  if (typeof received === 'string' && pattern.test(received)) return received;
  throw refusedInput(`${describeValue(received)} is no ${kind}. Wanted: ${words}`);
}
