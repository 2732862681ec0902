import { printable } from './printable.js';
import { standardError, standardOutput } from './standard-outputs.js';

/** What a command tells: events for programs on stdout with --json, one JSON object a line; text for people on stderr otherwise. */
export interface Reporter {
  event(event: string, fields: Readonly<Record<string, unknown>>): void;
  say(text: string): void;
  error(code: string, message: string): void;
  /** Resolves when all of it is written, or after so long. @returns whether nothing is left. */
  flush(limitMs: number): Promise<boolean>;
}

/** Tells people on stderr, or programs an event a line on stdout. @param options.json whether programs are listening. */
export function createReporter({ json }: { json: boolean }): Reporter {
  const event = (name: string, fields: Readonly<Record<string, unknown>>): void => {
    if (json) standardOutput().write(`${JSON.stringify({ event: name, time: new Date().toISOString(), ...fields })}\n`);
  };
  const say = (text: string): void => {
    standardError().write(`${printable(text)}\n`);
  };
  return {
    event,
    say,
    error: (code, message) => {
      event('error', { code, message });
      say(`supcon-server: ${message} (${code})`);
    },
    flush: async (limitMs) => {
      const [told, said] = await Promise.all([standardOutput().flush(limitMs), standardError().flush(limitMs)]);
      return told && said;
    },
  };
}
