import { CoreError } from '@supcon/core/errors';
import { splitNameOf, type SplitName } from '@supcon/core/photos';
import { readConfig, type Config } from '../app/config.js';
import { ServerError } from '../domain/errors.js';
import { HELP } from './help.js';
import { createReporter, type Reporter } from './reporter.js';
import { SETTING_OPTIONS, settingsOf } from './setting-options.js';
import { parseCommandLine, UsageError, type CommandLine } from './usage-error.js';

/** What the shell sees. */
const EXIT_CODES = { ok: 0, failure: 1, usage: 2, notFound: 3, dataInvalid: 4, interrupted: 130 } as const;

/** Codes of what is not there. */
const NOT_FOUND: readonly string[] = [
  'NO_MODEL',
  'MODEL_NOT_FOUND',
  'KEY_NOT_FOUND',
  'FEEDBACK_NOT_FOUND',
  'COLLECTION_NOT_FOUND',
  'ITEM_NOT_FOUND',
];

/** What a server that has stopped still has to say to somebody who does not listen. */
const LAST_WORDS_MS = 1000;

const OPTIONS = {
  ...SETTING_OPTIONS,
  data: { type: 'string' },
  split: { type: 'string' },
  collection: { type: 'string' },
  replace: { type: 'boolean' },
  'drop-lost': { type: 'boolean' },
  remove: { type: 'boolean' },
  'begin-anew': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const SERVED = ['host', 'port', 'metrics-port', 'metrics-host', 'dashboard', 'allow-training', 'begin-anew'] as const;

const NEITHER_SERVED_NOR_INDEXED = [...SERVED, 'artifact', 'data', 'split', 'collection', 'replace', 'drop-lost'] as const;

type Flags = CommandLine<typeof OPTIONS>['values'];

/** The `supcon-server` command. What a command needs is loaded when that is the one: most of it belongs to the server, and takes a second to load. Resolves when it is done: for `serve`, after a signal to stop.
 * @param argv without node and script. @returns the exit code. */
export async function main(argv: readonly string[], environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  const reporter = createReporter({ json: argv.includes('--json') });
  try {
    const [first, ...rest] = argv;
    if (first === 'keys') {
      await (await import('./keys-command.js')).keysCommand(rest, environment, reporter);
      return EXIT_CODES.ok;
    }
    if (first === 'config') {
      (await import('./config-command.js')).configCommand(rest, environment, reporter);
      return EXIT_CODES.ok;
    }
    if (first === 'feedback') {
      const { interrupted } = await (await import('./feedback-command.js')).feedbackCommand(rest, environment, reporter);
      return interrupted ? EXIT_CODES.interrupted : EXIT_CODES.ok;
    }
    if (first === 'backup' || first === 'restore' || first === 'verify') {
      const { interrupted } = await (await import('./backup-command.js')).backupCommand(first, rest, environment, reporter);
      return interrupted ? EXIT_CODES.interrupted : EXIT_CODES.ok;
    }
    if (first === 'purge') {
      const { interrupted } = await (await import('./purge-command.js')).purgeCommand(rest, environment, reporter);
      return interrupted ? EXIT_CODES.interrupted : EXIT_CODES.ok;
    }
    if (first === 'audit') {
      await (await import('./audit-command.js')).auditCommand(rest, environment, reporter);
      return EXIT_CODES.ok;
    }
    const { values, positionals } = parseCommandLine(argv, OPTIONS);
    const command = positionals[0] ?? 'serve';
    if (values.help === true) {
      process.stdout.write(HELP);
      return EXIT_CODES.ok;
    }
    const [, ...operands] = positionals;
    if (operands.length > 0 && command !== 'alias') throw new UsageError(`'${operands.join(' ')}' is too much after '${command}'`);
    switch (command) {
      case 'serve':
        refuse(values, command, ['data', 'split', 'collection', 'replace', 'drop-lost', 'remove']);
        return await serveToTheEnd(config(values, environment), values['begin-anew'] === true, reporter);
      case 'index':
        return await index(values, environment, reporter);
      case 'models':
        refuse(values, command, [...NEITHER_SERVED_NOR_INDEXED, 'remove']);
        await (await import('./list-models.js')).listModels(config(values, environment), reporter, { json: values.json === true });
        return EXIT_CODES.ok;
      case 'alias':
        await alias(values, operands, environment, reporter);
        return EXIT_CODES.ok;
      default:
        throw new UsageError(
          `there is no command '${command}'; the commands are serve, index, models, alias, keys, feedback, backup, restore, verify, purge, audit and config`,
        );
    }
  } catch (error) {
    return fail(error, reporter);
  }
}

async function serveToTheEnd(settings: Config, anew: boolean, reporter: Reporter): Promise<number> {
  const served = async (): Promise<void> => {
    if (anew) await (await import('./begin-anew.js')).beginAnew(settings, reporter);
    await (await import('./serve.js')).serve(settings, reporter);
  };
  const code = await served().then(
    () => EXIT_CODES.ok,
    (error: unknown) => fail(error, reporter),
  );
  // What waits for a reader keeps a process alive; a server ends all the same.
  if (!(await reporter.flush(LAST_WORDS_MS))) process.exit(code);
  return code;
}

async function index(flags: Flags, environment: Readonly<Record<string, string | undefined>>, reporter: Reporter): Promise<number> {
  refuse(flags, 'index', [...SERVED, 'remove']);
  const { data, collection } = flags;
  if (data === undefined)
    throw new UsageError('index needs --data DIR, a folder with one sub-folder of pictures for each class, or a list (.csv, .jsonl)');
  if (collection === undefined) throw new UsageError('index needs --collection NAME');
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const [replace, dropLost] = [flags.replace === true, flags['drop-lost'] === true];
    if (dropLost && !replace) throw new UsageError('--drop-lost goes with --replace');
    const split = splitOf(flags.split);
    const task = { config: config(flags, environment), data, split, collection, replace, dropLost, signal: stop.signal };
    const { interrupted } = await (await import('./index-folder.js')).indexFolder(task, reporter);
    return interrupted ? EXIT_CODES.interrupted : EXIT_CODES.ok;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function splitOf(given: string | undefined): SplitName | undefined {
  if (given === undefined || given === 'all') return undefined;
  const split = splitNameOf(given);
  if (split === undefined) throw new UsageError(`--split is train, val, test or all, not '${given}'`);
  return split;
}

async function alias(
  flags: Flags,
  [name, model, ...more]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  reporter: Reporter,
): Promise<void> {
  refuse(flags, 'alias', NEITHER_SERVED_NOR_INDEXED);
  const removes = flags.remove === true;
  if (name === undefined || (model === undefined) !== removes || more.length > 0)
    throw new UsageError('alias takes NAME MODEL, e.g. alias production photos/2, or NAME --remove');
  const settings = config(flags, environment);
  const { removeAlias, setAlias } = await import('./set-alias.js');
  if (model === undefined) await removeAlias(settings, name, reporter);
  else await setAlias(settings, name, model, reporter);
}

function config(flags: Flags, environment: Readonly<Record<string, string | undefined>>): Config {
  return readConfig(environment, settingsOf(flags), flags.config);
}

function refuse(flags: Flags, command: string, names: readonly (keyof typeof OPTIONS)[]): void {
  const wrong = names.filter((name) => flags[name] !== undefined);
  if (wrong.length > 0) throw new UsageError(`${command} does not take ${wrong.map((name) => `--${name}`).join(', ')}`);
}

function fail(error: unknown, reporter: Reporter): number {
  if (error instanceof UsageError) {
    reporter.error('USAGE', `${error.message}; see supcon-server --help`);
    return EXIT_CODES.usage;
  }
  const known = error instanceof ServerError || error instanceof CoreError;
  reporter.error(known ? error.code : 'INTERNAL', error instanceof Error ? error.message : String(error));
  if (!known) {
    if (error instanceof Error && error.stack !== undefined) reporter.say(error.stack);
    return EXIT_CODES.failure;
  }
  // A port that is taken may be free the next time: whoever starts servers again should.
  if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE') return EXIT_CODES.failure;
  if (error.code === 'BAD_CONFIG' || error.code === 'BAD_REQUEST') return EXIT_CODES.usage;
  if (NOT_FOUND.includes(error.code)) return EXIT_CODES.notFound;
  return error.code === 'BAD_DATA' || error.code === 'BAD_ARTIFACT' ? EXIT_CODES.dataInvalid : EXIT_CODES.failure;
}
