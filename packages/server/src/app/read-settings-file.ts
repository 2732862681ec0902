import { readFileSync, statSync } from 'node:fs';
import { ServerError } from '../domain/errors.js';
import { CONFIG_FILE } from './setting-flags.js';
import { nearestName } from './nearest-name.js';

/** What a file of settings says. */
export interface SettingsFile {
  /** By the setting's name, as the environment would have them. */
  readonly values: ReadonlyMap<string, string>;
  /** What is wrong with it, each with what to do. */
  readonly problems: readonly string[];
}

const MOST_BYTES = 1024 * 1024;

/** Reads settings from a JSON object: names as of environment variables, values as text, numbers, or lists of texts.
 * @param names of all settings. @throws ServerError BAD_CONFIG for a file that cannot be read or is no JSON object. */
export function readSettingsFile(file: string, names: readonly string[]): SettingsFile {
  const entries = Object.entries(readObject(file));
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const [name, value] of entries) {
    const text = textOf(value);
    if (name === CONFIG_FILE) problems.push(`${name}: a file of settings names no other; from file ${file}; leave it out`);
    else if (!names.includes(name)) problems.push(unknown(name, file, names));
    else if (text === undefined)
      problems.push(`${name}: must be a text, a number or a list of texts, not ${kindOf(value)}; from file ${file}`);
    else values.set(name, text);
  }
  return { values, problems };
}

function readObject(file: string): object {
  const cannot = (why: string, cause?: unknown): ServerError =>
    new ServerError('BAD_CONFIG', `the file of settings ${file} (--config, ${CONFIG_FILE}) ${why}`, { cause });
  let text: string;
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw cannot('is no file');
    if (stats.size > MOST_BYTES) throw cannot(`has ${stats.size} bytes; ${MOST_BYTES} at most`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ServerError) throw error;
    throw cannot(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`, error);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The message of the parser shows the text around, which may be a key.
    const [, position] = /position (\d+)/.exec((error as Error).message) ?? [];
    const at = position === undefined ? '' : `, from line ${text.slice(0, Number(position)).split('\n').length} on`;
    throw cannot(`is no JSON${at}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw cannot(`must be a JSON object, not ${kindOf(parsed)}`);
  return parsed;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  // A number that is read as another one is none: keys of digits are texts.
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value.join(',') : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return 'a number of so many digits (write it as a text)';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function unknown(name: string, file: string, names: readonly string[]): string {
  const meant = nearestName(name, names);
  return `${JSON.stringify(name.slice(0, 100))}: there is no such setting${meant === undefined ? '' : `; do you mean ${meant}?`} from file ${file}`;
}
