import { isUtf8 } from 'node:buffer';
import { base64Bytes } from '../../domain/base64-bytes.js';
import { ServerError } from '../../domain/errors.js';
import { float32OfText } from '../../domain/float32-text.js';
import { requireItemId, requireLabel, requireVector } from '../../domain/input-rules.js';
import { requireMetadata } from '../../domain/metadata-rules.js';

/** What a line of an import says, checked for itself. */
export interface ImportLine {
  /** In NFC; undefined where the line leaves it to the import. */
  readonly id: string | undefined;
  readonly label: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** A vector as it was sent, a picture as it was sent, or neither where the matrix beside the lines has the vectors. */
  readonly content: { readonly vector: Float32Array } | { readonly image: Uint8Array } | undefined;
}

/** What lines may be. */
export interface ImportLineRules {
  /** Of metadata as JSON. */
  readonly metadataBytes: number;
  /** Of a picture. */
  readonly uploadBytes: number;
  /** Whether the vectors lie in a matrix beside the lines. */
  readonly hasMatrix: boolean;
}

/** What an export writes beside is passed over: an item that is imported is a new one. */
const TAKEN = new Set(['id', 'label', 'metadata', 'vector', 'image']);
const PASSED_OVER = new Set(['version', 'createdAt', 'updatedAt']);
/** Commas and brackets of a line: a vector of the longest has 16,384. */
const MOST_VALUES = 32_768;
/** Shorter lines cannot hold so much that it matters. */
const SHORT_BYTES = 64 * 1024;
const [COMMA, LIST, OBJECT] = [0x2c, 0x5b, 0x7b];

/** Reads a line: a JSON object with `vector` (numbers, or base64 of float32) or `image` (base64), and what belongs to it.
 * @throws ServerError BAD_REQUEST, BAD_IMAGE, METADATA_TOO_LARGE, PAYLOAD_TOO_LARGE. */
export function readImportLine(bytes: Buffer, { metadataBytes, uploadBytes, hasMatrix }: ImportLineRules): ImportLine {
  const { id, label = null, metadata = {}, vector, image, ...more } = parseObject(bytes);
  const unknown = Object.keys(more).find((key) => !PASSED_OVER.has(key));
  if (unknown !== undefined)
    throw refuse(`it has a field ${JSON.stringify(unknown.slice(0, 80))}; a line may have ${[...TAKEN].join(', ')}`);
  const said = {
    id: id === undefined ? undefined : requireItemId(id),
    label: requireLabel(label),
    metadata: requireMetadata(metadata, metadataBytes),
  };
  if (hasMatrix) {
    if (vector !== undefined || image !== undefined)
      throw refuse("it has a vector or a picture of its own, beside the one in 'vectors'; send one of the two");
    return { ...said, content: undefined };
  }
  if ((vector === undefined) === (image === undefined)) throw refuse('it needs a vector or an image (base64), one of the two');
  if (vector !== undefined)
    return { ...said, content: { vector: typeof vector === 'string' ? float32OfText(vector) : requireVector(vector) } };
  if (typeof image !== 'string') throw refuse('image: expected base64 of a picture');
  return { ...said, content: { image: base64Bytes(image, 'image', uploadBytes) } };
}

/** The id that a line names, as far as it can be told, for whoever reads the report. */
export function idOfLine(bytes: Buffer): string | null {
  try {
    const { id } = parseObject(bytes);
    return typeof id === 'string' ? id.slice(0, 128) : null;
  } catch {
    return null;
  }
}

function parseObject(bytes: Buffer): Readonly<Record<string, unknown>> {
  if (bytes.length > SHORT_BYTES) requireFewValues(bytes);
  if (!isUtf8(bytes)) throw refuse('it is not UTF-8; save the file as that, not as Latin-1 or UTF-16');
  let value: unknown;
  try {
    // Without the mark that some editors and PowerShell put before the first line.
    value = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new ServerError('BAD_REQUEST', `it is not JSON: ${cause instanceof Error ? cause.message.slice(0, 200) : String(cause)}`, {
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('expected a JSON object, such as {"id":"a","vector":[0.5,1]}');
  return value as Readonly<Record<string, unknown>>;
}

/** JSON takes twenty times its room once it is parsed, where it is nothing but brackets. */
function requireFewValues(bytes: Buffer): void {
  let values = 0;
  for (const byte of bytes)
    if ((byte === COMMA || byte === LIST || byte === OBJECT) && ++values > MOST_VALUES)
      throw refuse(`it has more than ${MOST_VALUES} values`);
}

function refuse(reason: string): ServerError {
  return new ServerError('BAD_REQUEST', `the line cannot be taken: ${reason}`);
}
