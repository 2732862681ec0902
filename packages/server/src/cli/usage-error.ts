import { parseArgs } from 'node:util';

/** A command line that makes no sense. */
export class UsageError extends Error {}

/** Options of a command, as `parseArgs` of Node takes them. */
type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string; readonly multiple?: boolean }>>;

/** A command line as it was read. */
export interface CommandLine<O extends Options> {
  readonly values: { readonly [K in keyof O]?: ValueOf<O[K]> };
  readonly positionals: readonly string[];
}

type ValueOf<O extends Options[string]> = O['type'] extends 'boolean'
  ? boolean
  : O extends { readonly multiple: true }
    ? readonly string[]
    : string;

/** Reads a command line strictly. @throws UsageError. */
export function parseCommandLine<const O extends Options>(argv: readonly string[], options: O): CommandLine<O> {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
