import { openAuditLog } from '../app/open-access.js';
import { commandLogger } from './command-logger.js';
import type { Reporter } from './reporter.js';

/** Writes into the audit log of a home what a command has done. Where that fails, what was done stays done, and people are told.
 * @param operation as the API calls it. @param target never a secret. */
export async function recordCommand(
  home: string,
  operation: string,
  target: Readonly<Record<string, string>>,
  reporter: Reporter,
): Promise<void> {
  try {
    const log = await openAuditLog(home, commandLogger());
    const nothing = { keyId: null, address: null, requestId: null, status: null, code: null };
    const entry = { at: new Date().toISOString(), who: 'command line', operation, target, outcome: 'done' as const, ...nothing };
    await log.append([entry]).finally(() => log.close());
  } catch (error) {
    reporter.say(`this was done, but could not be written into the audit log: ${error instanceof Error ? error.message : String(error)}`);
  }
}
