import { ServerError } from './errors.js';

/** What the alias of the model is called that answers classify and embed, and that new collections are made with. */
export const PRODUCTION = 'production';

/** A model's name, which is a folder's too; the schema of artifacts says the same. */
export const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** An alias, which is a file's name too. Lower case only, because not every file system tells `A` from `a`. */
export const MODEL_ALIAS = /^[a-z0-9][a-z0-9._-]{0,63}$/;
/** sha256 of encoder.onnx, hex. */
const ENCODER_HASH = /^[0-9a-f]{64}$/;
const LARGEST_VERSION = 999_999_999;

/** What a reference may mean: words are looked up as an alias first, as a model's name (its newest version) otherwise. */
export type ModelReference =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'version'; readonly name: string; readonly version: number }
  | { readonly kind: 'hash'; readonly encoderHash: string };

/** Reads `alias`, `name`, `name/version` or the 64 hexadecimal digits of an encoder's sha256.
 * @throws ServerError BAD_REQUEST for anything else. */
export function parseModelReference(reference: unknown): ModelReference {
  if (typeof reference === 'string') {
    if (ENCODER_HASH.test(reference)) return { kind: 'hash', encoderHash: reference };
    if (MODEL_NAME.test(reference)) return { kind: 'word', word: reference };
    const [name = '', digits = '', ...more] = reference.split('/');
    const version = /^[1-9]\d*$/.test(digits) ? Number(digits) : 0;
    if (more.length === 0 && MODEL_NAME.test(name) && version >= 1 && version <= LARGEST_VERSION) return { kind: 'version', name, version };
  }
  throw new ServerError(
    'BAD_REQUEST',
    `model: ${shown(reference)} cannot be one; name an alias (${PRODUCTION}), a model (sample), one of its versions (sample/2) or the sha256 of an encoder`,
  );
}

/** @throws ServerError BAD_REQUEST if this cannot be the name of an alias. */
export function requireModelAlias(alias: unknown): string {
  if (typeof alias === 'string' && MODEL_ALIAS.test(alias) && !ENCODER_HASH.test(alias)) return alias;
  throw new ServerError(
    'BAD_REQUEST',
    `alias: ${shown(alias)} cannot be one; use lower-case letters, digits, dot, dash and underscore, begin with a letter or digit, at most 64 characters`,
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value.slice(0, 120)}'` : `a value of type ${typeof value}`;
}
