import { describeValue } from './describe-value.js';
import { refusedInput } from './errors.js';

/** What an id of each kind may be: the same as in openapi.json, which a test holds. The words follow what was received. */
const SHAPES = {
  'collection name': {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    words: 'Letters, digits, dot, dash and underscore; starts with a letter or digit; at most 64 characters.',
  },
  'item id': {
    pattern:
      /^(?=.{1,128}$)(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{N}][\p{L}\p{M}\p{N}._:-]*(?:[/][\p{L}\p{N}][\p{L}\p{M}\p{N}._:-]*)*$/u,
    words:
      "Letters and digits of any script, `._:-`, and `/` between parts; each part starts with a letter or digit; at most 128 characters, in Unicode's NFC.",
  },
  'run id': {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    words: 'Letters, digits, dot, dash and underscore; starts with a letter or digit; at most 128 characters.',
  },
  'job id': {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    words: 'Letters, digits, dot, dash and underscore; starts with a letter or digit; at most 128 characters.',
  },
  'purge id': { pattern: /^[0-9a-f-]{36}$/, words: 'A UUID in lower case.' },
  'model name': {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    words: 'Letters, digits, dot, dash and underscore; starts with a letter or digit; at most 100 characters.',
  },
  alias: {
    pattern: /^[a-z0-9][a-z0-9._-]{0,63}$/,
    words: 'Lower-case letters, digits, dot, dash and underscore; starts with a letter or digit; at most 64 characters.',
  },
  'example id': { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, words: 'A UUID in lower case.' },
  'feedback id': { pattern: /^[0-9a-f]{64}$/, words: '64 hexadecimal digits.' },
  'key id': { pattern: /^[0-9a-f]{12}$/, words: '12 hexadecimal digits.' },
} as const;

/** Characters of a label. */
const LONGEST_LABEL = 200;

/** A caller's collection name, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkCollectionName(name: string): string {
  return check('collection name', name);
}

/** A caller's item id, before an address is made of it. `..` would climb out of the item's address into its collection's, and an empty id would be the
 * address of the whole list: what is no id is refused here as the server refuses it, and nothing is sent.
 * @returns it in Unicode's NFC, as the server keeps it. @throws BadRequestError with the code BAD_REQUEST, what was received and what an id looks like. */
export function checkItemId(id: string): string {
  return check('item id', typeof id === 'string' ? id.normalize('NFC') : id);
}

/** A caller's run id, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkRunId(id: string): string {
  return check('run id', id);
}

/** A caller's job id, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkJobId(id: string): string {
  return check('job id', id);
}

/** The id of a purge, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkPurgeId(id: string): string {
  return check('purge id', id);
}

/** A caller's model name, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkModelName(name: string): string {
  return check('model name', name);
}

/** A caller's alias, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkAlias(alias: string): string {
  return check('alias', alias);
}

/** The id of a key, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkKeyId(id: string): string {
  return check('key id', id);
}

/** The id of feedback, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkFeedbackId(id: string): string {
  return check('feedback id', id);
}

/** The id of an example of drift, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkExampleId(id: string): string {
  return check('example id', id);
}

/** A caller's label of a class, before an address is made of it: any text, but none that would be taken out of the address.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkLabel(label: string): string {
  if (typeof label === 'string' && label.trim() !== '' && !/^\.{1,2}$/.test(label) && Array.from(label).length <= LONGEST_LABEL)
    return label;
  throw refusedInput(`${describeValue(label)} is no label of a class. Wanted: 1 to ${LONGEST_LABEL} characters that are not . or .. alone`);
}

/** A caller's name of photos, before an address is made of it: a part of a path that begins with no dot.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkDataName(name: string): string {
  // eslint-disable-next-line no-control-regex -- what it must not have
  if (typeof name === 'string' && /^(?=.{1,128}$)[^./\\\0-\x1f\x7f][^/\\\0-\x1f\x7f]*$/u.test(name)) return name;
  throw refusedInput(`${describeValue(name)} is no name of photos. Wanted: 1 to 128 characters that are no path and begin with no dot`);
}

/** A caller's version of a model, before an address is made of it.
 * @throws BadRequestError with the code BAD_REQUEST: see checkItemId. */
export function checkModelVersion(version: number): number {
  if (Number.isSafeInteger(version) && version >= 1) return version;
  throw refusedInput(`${describeValue(version)} is no version of a model. Wanted: a whole number of at least 1`);
}

/** Takes anything: in plain JavaScript, nothing holds a caller to the type. */
function check(kind: keyof typeof SHAPES, received: unknown): string {
  const { pattern, words } = SHAPES[kind];
  if (typeof received === 'string' && pattern.test(received)) return received;
  throw refusedInput(`${describeValue(received)} is no ${kind}. Wanted: ${words.replace(/\.$/, '')}`);
}
