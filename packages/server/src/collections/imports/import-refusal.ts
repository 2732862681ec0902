import { ServerError } from '../../domain/errors.js';

/** Why a line became no item. */
export interface ImportRefusal {
  /** Counted from 1. */
  readonly line: number;
  /** Null where the line says none that can be read. */
  readonly id: string | null;
  readonly code: string;
  readonly message: string;
}

const LONGEST_MESSAGE = 500;

/** What says something about one line, and nothing about the next. */
const OF_ONE_LINE: ReadonlySet<string> = new Set([
  'BAD_REQUEST',
  'BAD_VECTOR',
  'BAD_IMAGE',
  'IMAGE_TOO_LARGE',
  'ITEM_CONFLICT',
  'METADATA_TOO_LARGE',
  'PAYLOAD_TOO_LARGE',
]);

/** What a failure says about a line. @throws the failure, where it is not about that line alone. */
export function refusalOf(error: unknown, { line, id }: Pick<ImportRefusal, 'line' | 'id'>): ImportRefusal {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code !== 'string' || !OF_ONE_LINE.has(code)) throw error;
  return { line, id, code, message: String(message).slice(0, LONGEST_MESSAGE) };
}

/** That a line is too long. */
export function lineTooLong(longest: number): ServerError {
  return new ServerError('PAYLOAD_TOO_LARGE', `the line has more than the ${longest} bytes allowed; the others are taken`);
}
