import { resolve } from 'node:path';
import { Command } from 'commander';
import { unfairRuns } from '../compare/fairness.js';
import { TrainError } from '../errors.js';
import { configDifference } from '../report/config-difference.js';
import { exportTensorBoard } from '../report/export-tensorboard.js';
import { describeRun, describeRuns, type RunRow } from '../report/list-runs.js';
import { textTable } from '../console/text-table.js';
import { runsFolder } from '../home.js';
import { formatDuration } from '../console/format-duration.js';
import { openRun } from '../run/run-folder.js';
import { commandReporter } from './command-reporter.js';
import { homeOf } from './home-option.js';

interface JsonFlag {
  readonly json?: boolean;
}

/** `supcon runs` with its subcommands. */
export function runsCommand(): Command {
  return new Command('runs')
    .summary('list runs, compare their settings and results, export them to TensorBoard')
    .description('Lists every run in SUPCON_HOME/runs, oldest first.')
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ supcon runs
  $ supcon runs compare 20261124-101500-quick-pictures 20261124-113000-quick-pictures
  $ supcon runs export-tensorboard 20261124-101500-quick-pictures --to logs`,
    )
    .action(list)
    .addCommand(compareRunsCommand())
    .addCommand(exportCommand());
}

async function list(_flags: JsonFlag, command: Command): Promise<void> {
  const home = homeOf(command);
  const reporter = commandReporter(command);
  const rows = await describeRuns(home, Date.now());
  for (const row of rows) reporter.event({ time: new Date().toISOString(), type: 'run', ...row });
  if (reporter.json) return;
  if (rows.length === 0) reporter.note(`No runs lie in ${runsFolder(home)} yet; start one with supcon train --recipe quick --data DIR`);
  else process.stdout.write(`${textTable(tableOf(rows))}\n`);
}

const HEAD = ['run', 'recipe', 'data', 'seed', 'state', 'epoch', 'val 5-NN', 'test linear', 'test 5-NN', 'time'] as const;

/** Characters of an error in a table; --json has the whole. */
const ERROR_WIDTH = 60;

/** A row a run under a head; what failed runs ended with stands in a last column, where there are any. */
function tableOf(rows: readonly RunRow[]): string[][] {
  if (rows.every(({ error }) => error === undefined)) return [[...HEAD], ...rows.map(cells)];
  return [[...HEAD, 'error'], ...rows.map((row) => [...cells(row), shortError(row)])];
}

function shortError({ error }: RunRow): string {
  if (!error) return '';
  const text = `${error.code}: ${error.message.replace(/\s+/g, ' ')}`;
  return text.length <= ERROR_WIDTH ? text : `${text.slice(0, ERROR_WIDTH - 1)}…`;
}

function cells(row: RunRow): string[] {
  const percent = (value: number | undefined): string => (value === undefined ? '' : `${(100 * value).toFixed(1)} %`);
  return [
    row.id,
    row.recipe ?? '?',
    row.data ?? '?',
    row.seed === undefined ? '?' : String(row.seed),
    row.state,
    row.epochs === undefined ? String(row.epoch) : `${row.epoch}/${row.epochs}`,
    percent(row.knn),
    percent(row.testLinear),
    percent(row.testKnn),
    row.seconds === undefined ? '' : formatDuration(row.seconds),
  ];
}

function compareRunsCommand(): Command {
  return new Command('compare')
    .summary('where the settings of runs differ, and what they reached, side by side')
    .argument('<runs...>', 'folder names in runs/, at least two')
    .option('--json', 'one event a line on stdout')
    .action(async (ids: readonly string[], _flags: JsonFlag, command: Command) => {
      if (ids.length < 2) throw new TrainError('USAGE', `runs compare needs at least two runs, got ${ids.join(', ')}`);
      const home = homeOf(command);
      const reporter = commandReporter(command);
      const runs = await Promise.all(ids.map((id) => openRun(home, id)));
      const rows = await Promise.all(ids.map((id) => describeRun(home, id, Date.now())));
      // Ids and dates always differ and say nothing.
      const differences = configDifference(runs.map(({ config: { id: _id, createdAt: _createdAt, ...config } }) => config)).filter(
        ({ setting }) => setting !== 'recipe.description',
      );
      const unfair = runs.slice(1).flatMap((run) => unfairRuns(runs[0]!.config, run.config));
      reporter.event({ time: new Date().toISOString(), type: 'runs-comparison', runs: rows, differences, unfair });
      if (reporter.json) return;
      const [head = [], ...columns] = tableOf(rows);
      const results = head.slice(1).map((name, at) => [name, ...columns.map((column) => column[at + 1]!)]);
      const settings = differences.map(({ setting, values }) => [setting, ...values.map((value) => value ?? '')]);
      process.stdout.write(`${textTable([['', ...ids], ...results])}\n\n`);
      process.stdout.write(settings.length === 0 ? 'All settings are the same.\n' : `${textTable([['setting', ...ids], ...settings])}\n`);
      if (unfair.length > 0) reporter.note(`\nNot a fair comparison:\n${unfair.map((difference) => `  ${difference}`).join('\n')}`);
    });
}

function exportCommand(): Command {
  return new Command('export-tensorboard')
    .summary("write a run's figures as a TensorBoard event file")
    .argument('<run>', 'a folder name in runs/')
    .option('--to <folder>', 'where the file goes (default: tensorboard/ in the run)')
    .option('--json', 'one event a line on stdout')
    .action(async (id: string, flags: { readonly to?: string }, command: Command) => {
      const reporter = commandReporter(command);
      const { path, scalars } = await exportTensorBoard(
        await openRun(homeOf(command), id),
        flags.to === undefined ? undefined : resolve(flags.to),
      );
      reporter.event({ time: new Date().toISOString(), type: 'tensorboard', run: id, path, scalars });
      reporter.note(`${scalars} figures: ${path}\nLook at them with: tensorboard --logdir ${flags.to ?? runsFolder(homeOf(command))}`);
    });
}
