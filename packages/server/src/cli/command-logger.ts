import { pino, type Logger } from 'pino';

/** What a command that ends by itself has to say beside its output: warnings and errors, on stderr. */
export function commandLogger(): Logger {
  return pino({ level: 'warn', base: null }, pino.destination({ dest: 2, sync: true }));
}
