import { pino, type Logger } from 'pino';
import { standardError } from './standard-outputs.js';

/** A log on stderr, a JSON object a line, which holds nobody up. */
export function openLogger(level: string): Logger {
  return pino({ level, base: null }, standardError());
}

/** What a command that ends by itself has to say beside its output: warnings and errors. */
export function commandLogger(): Logger {
  return openLogger('warn');
}
