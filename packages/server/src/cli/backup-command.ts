import { noteBackup } from '../app/backup/known-backups.js';
import { restoreBackup } from '../app/backup/restore-backup.js';
import { verifyBackup } from '../app/backup/verify-backup.js';
import { verifyHome } from '../app/backup/verify-home.js';
import { writeBackup } from '../app/backup/write-backup.js';
import { readConfig } from '../app/config.js';
import { ServerError } from '../domain/errors.js';
import { BACKUP_HELP } from './backup-help.js';
import { commandLogger } from './command-logger.js';
import { printable } from './printable.js';
import type { Reporter } from './reporter.js';
import { settingsOf } from './setting-options.js';
import { parseCommandLine, UsageError, type CommandLine } from './usage-error.js';

const OPTIONS = {
  out: { type: 'string' },
  from: { type: 'string' },
  'accept-losses': { type: 'boolean' },
  home: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Flags = CommandLine<typeof OPTIONS>['values'];

/** Commands of this file, each with the flags that only it takes. */
export const BACKUP_COMMANDS = { backup: ['out'], restore: ['from'], verify: ['from', 'accept-losses'] } as const;
const OWN = ['out', 'from', 'accept-losses'] as const;
/** Faults that are said one by one; of more, how many they are. */
const MOST_SAID = 100;
/** How often progress is told, milliseconds. */
const TELL_MS = 1000;

/** `supcon-server backup`, `restore` and `verify`. @param argv behind the command. @returns whether it was interrupted.
 * @throws UsageError; ServerError BAD_DATA where something is damaged, BAD_CONFIG, and what opening the databases throws. */
export async function backupCommand(
  command: keyof typeof BACKUP_COMMANDS,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  reporter: Reporter,
): Promise<{ readonly interrupted: boolean }> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(BACKUP_HELP);
    return { interrupted: false };
  }
  requireFitting(command, positionals, values);
  const { home } = readConfig(environment, settingsOf(values), values.config);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await run(command, values, { home, signal: stop.signal, tell: progressOf(command, reporter) }, reporter);
    return { interrupted: false };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    reporter.event('interrupted', {});
    reporter.say(`${command}: interrupted; the same command goes on with it`);
    return { interrupted: true };
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function requireFitting(command: keyof typeof BACKUP_COMMANDS, operands: readonly string[], flags: Flags): void {
  if (operands.length > 0) throw new UsageError(`'${operands.join(' ')}' is too much after '${command}'`);
  const own: readonly string[] = BACKUP_COMMANDS[command];
  const wrong = OWN.filter((name) => flags[name] !== undefined && !own.includes(name));
  if (wrong.length > 0) throw new UsageError(`${command} does not take ${wrong.map((name) => `--${name}`).join(', ')}`);
  if (command === 'backup' && !flags.out) throw new UsageError('backup needs --out FOLDER');
  if (command === 'restore' && !flags.from) throw new UsageError('restore needs --from FOLDER');
  if (flags.from !== undefined && flags['accept-losses'] === true)
    throw new UsageError('--accept-losses is for a home; it does not go with --from');
}

interface Run {
  readonly home: string;
  readonly signal: AbortSignal;
  readonly tell: (done: number, total: number) => void;
}

async function run(command: keyof typeof BACKUP_COMMANDS, flags: Flags, { home, signal, tell }: Run, reporter: Reporter): Promise<void> {
  if (command === 'backup') {
    const now = new Date().toISOString();
    const { collections, files } = await writeBackup({ home, out: flags.out!, now, signal, tell });
    await noteBackup(home, flags.out!, now).catch((error: unknown) =>
      reporter.say(`backup: it is there, but could not be written down in the home, so no purge will name it: ${String(error)}`),
    );
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    reporter.event('backedUp', { out: flags.out, collections, files: files.length, bytes });
    reporter.say(`backup: ${flags.out!} holds ${collections.length} collections in ${files.length} files of ${bytes} bytes`);
  } else if (command === 'restore') {
    const { collections } = await restoreBackup({ from: flags.from!, home, signal, tell });
    reporter.event('restored', { home, collections });
    reporter.say(`restore: ${home} has the ${collections.length} collections of ${flags.from!}; the next start builds their indexes`);
  } else if (flags.from !== undefined) {
    const { manifest, faults } = await verifyBackup(flags.from, { signal, tell });
    report(flags.from, faults, { files: manifest.files.length, createdAt: manifest.createdAt }, reporter);
  } else {
    const { items, faults, accepted } = await verifyHome(home, commandLogger(), {
      ...{ acceptLosses: flags['accept-losses'] === true, signal, tell },
    });
    if (accepted > 0) reporter.say(`verify: ${accepted} losses are accepted and not said any more`);
    report(home, faults, { items, accepted }, reporter);
  }
}

function report(what: string, faults: readonly string[], figures: Readonly<Record<string, unknown>>, reporter: Reporter): void {
  for (const fault of faults.slice(0, MOST_SAID)) {
    reporter.event('fault', { fault });
    reporter.say(`verify: ${printable(fault)}`);
  }
  if (faults.length > MOST_SAID) reporter.say(`verify: and ${faults.length - MOST_SAID} more`);
  reporter.event('verified', { ...figures, faults: faults.length });
  if (faults.length > 0) throw new ServerError('BAD_DATA', `${what}: ${faults.length} faults`);
  reporter.say(`verify: ${what} is whole`);
}

function progressOf(command: string, reporter: Reporter): (done: number, total: number) => void {
  let told = performance.now();
  return (done, total) => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    reporter.event('progress', { done, total });
    reporter.say(`${command}: ${done} of ${total}`);
  };
}
