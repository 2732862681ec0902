import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readPhotos } from '@supcon/core/photos';
import { Command, InvalidArgumentError } from 'commander';
import { PUBLIC_DATA_SETS } from '../data/catalogue.js';
import { checkData } from '../data/check-data.js';
import { fetchData, readReceipt, unexpectedCounts } from '../data/fetch-data.js';
import { formatCheck } from '../data/format-check.js';
import { list } from '../data/list.js';
import { EXIT_CODES, TrainError } from '../errors.js';
import { didYouMean } from '../recipe/did-you-mean.js';
import { dataFolder } from '../home.js';
import { maxPixels } from '../max-pixels.js';
import type { ProgressTask } from '../console/progress-task.js';
import { listenForStop } from '../console/stop-signal.js';
import { commandReporter } from './command-reporter.js';
import { homeAgain, homeOf } from './home-option.js';
import { relabelCommand } from './relabel.js';

const now = (): string => new Date().toISOString();

/** `supcon data check | fetch | list | relabel`. */
export function dataCommand(): Command {
  const data = new Command('data')
    .summary('check a folder of pictures, fetch public ones, change labels')
    .description('What training needs to know of its pictures before epoch 1, and where to get some.')
    .addHelpText('after', '\nExamples:\n  $ supcon data check pictures\n  $ supcon data fetch flowers\n  $ supcon data list');
  for (const command of [checkCommand(), fetchCommand(), listCommand(), relabelCommand()])
    data.addCommand(command.exitOverride().showHelpAfterError(`(supcon data ${command.name()} --help lists its options)`));
  return data;
}

function checkCommand(): Command {
  return new Command('check')
    .summary('counts, sizes, copies, leaks between splits, files that cannot be read')
    .description(
      'Reads every picture once and says what to mend. Exit code 0 when training would go on, with warnings or without; 4 when it would refuse the data.',
    )
    .argument('<data>', 'a folder of class folders, or a .csv or .jsonl manifest')
    .option('--strict', 'exit with 4 on warnings too')
    .option('--max-pixels <number>', 'of a picture in memory at once (default: SUPCON_MAX_PIXELS, or 40000000)', wholeNumber)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExamples:\n  $ supcon data check pictures\n  $ supcon data check list.csv --strict --json')
    .action(
      async (
        path: string,
        flags: { readonly strict?: boolean; readonly json?: boolean; readonly maxPixels?: number },
        command: Command,
      ) => {
        const reporter = commandReporter(command);
        let task: ProgressTask | undefined;
        const onPicture = (done: number, total: number): void => {
          task ??= reporter.task('Checking', total, 'pictures');
          task.update(done);
        };
        const check = await checkData(path, onPicture, maxPixels(flags.maxPixels)).finally(() => task?.stop());
        const refused = check.findings.some(({ severity }) => severity === 'error' || flags.strict === true);
        if (reporter.json) reporter.event({ time: now(), type: 'data-check', ok: !refused, ...check });
        else process.stdout.write(`${formatCheck(check)}\n`);
        if (refused) process.exitCode = EXIT_CODES.BAD_DATA;
      },
    );
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('wanted a whole number of at least 1.');
  return value;
}

function fetchCommand(): Command {
  const names = PUBLIC_DATA_SETS.map(({ name }) => name);
  return new Command('fetch')
    .summary('download a public data set')
    .description(
      'Into SUPCON_HOME/data/<name>, where recipes find it. What was broken off goes on where it stopped; the folder appears when it is complete.',
    )
    .argument('<name>', names.join(', '))
    .option('--sha256 <digits>', 'what the archive must have (default: what is known of it)')
    .option('--url <address>', 'take the archive from another place')
    .option('--json', 'one event on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon data fetch flowers')
    .action(async (name: string, flags: { readonly sha256?: string; readonly url?: string; readonly json?: boolean }, command: Command) => {
      const set = PUBLIC_DATA_SETS.find((own) => own.name === name);
      if (!set)
        throw new TrainError('USAGE', `no public data set is called '${name}'${didYouMean(name, names)} There are: ${names.join(', ')}.`);
      const reporter = commandReporter(command);
      const stopping = new AbortController();
      const stop = listenForStop(
        () => stopping.abort(),
        () => process.exit(EXIT_CODES.INTERRUPTED),
      );
      reporter.note(`${set.title}\n  ${set.page}\n  terms: ${set.terms}`);
      try {
        const { folder, receipt, reused } = await fetchData(set, {
          home: homeOf(command),
          reporter,
          sha256: flags.sha256,
          url: flags.url,
          signal: stopping.signal,
        });
        const unexpected = unexpectedCounts(set, receipt);
        reporter.event({ time: now(), type: 'data', folder, reused, unexpected, ...receipt });
        reporter.note(`${reused ? 'Already there' : 'Made'}: ${receipt.pictures} pictures in ${folder}`);
        if (receipt.skipped.length > 0)
          reporter.note(`Left out, broken in the archive:\n${list(receipt.skipped.map(({ path, reason }) => `${path}: ${reason}`))}`);
        if (unexpected.length > 0) reporter.note(`Warning: not what this set should hold:\n${list(unexpected)}`);
        reporter.note(`Next: supcon data check ${folder}`);
      } finally {
        stop.dispose();
      }
    });
}

interface ListedData {
  readonly name: string;
  readonly title: string;
  readonly url: string | undefined;
  readonly bytes: number | undefined;
  readonly expected: number | undefined;
  /** undefined where it is not there. */
  readonly folder: string | undefined;
  readonly pictures: number | undefined;
}

function listCommand(): Command {
  return new Command('list')
    .summary('public data sets, and what lies in SUPCON_HOME/data')
    .option('--json', 'one JSON object a line on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon data list')
    .action(async (flags: { readonly json?: boolean }, command: Command) => {
      for (const listed of await listData(dataFolder(homeOf(command)))) {
        if (flags.json === true) process.stdout.write(`${JSON.stringify(listed)}\n`);
        else process.stdout.write(`${describe(listed, homeAgain(command))}\n`);
      }
    });
}

async function listData(folder: string): Promise<ListedData[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const there = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const known = await Promise.all(
    PUBLIC_DATA_SETS.map(async ({ name, title, url, bytes, pictures }) => ({
      name,
      title,
      url,
      bytes,
      expected: Object.values(pictures).reduce((sum, count) => sum + count, 0),
      ...(await picturesIn(folder, there.includes(name) ? name : undefined)),
    })),
  );
  const own = await Promise.all(
    there
      .filter((name) => !PUBLIC_DATA_SETS.some((set) => set.name === name))
      .map(async (name) => ({
        name,
        title: 'yours',
        url: undefined,
        bytes: undefined,
        expected: undefined,
        ...(await picturesIn(folder, name)),
      })),
  );
  return [...known, ...own];
}

async function picturesIn(folder: string, name: string | undefined): Promise<Pick<ListedData, 'folder' | 'pictures'>> {
  if (name === undefined) return { folder: undefined, pictures: undefined };
  const path = join(folder, name);
  const receipt = await readReceipt(path);
  // A folder that is no data set is listed all the same.
  const found = receipt?.pictures ?? (await readPhotos(path).catch(() => undefined))?.photos.length;
  return { folder: path, pictures: found === 0 ? undefined : found };
}

/** @param home what an advised command needs to work in the same home (`homeAgain`). */
function describe({ name, title, bytes, expected, folder, pictures }: ListedData, home: string): string {
  const size = bytes === undefined ? '' : `, ${Math.round(bytes / 1e6)} MB`;
  const state =
    folder === undefined
      ? `not here; supcon data fetch ${name}${home}`
      : `${pictures === undefined ? 'no data set' : `${pictures} pictures`} in ${folder}`;
  return `${name}\n    ${title}${expected === undefined ? '' : ` (${expected} pictures${size})`}\n    ${state}`;
}
