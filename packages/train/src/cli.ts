import { Command, CommanderError } from 'commander';
import { CoreError } from '@supcon/core/errors';
import { classesCommand } from './commands/classes.js';
import { compareCommand } from './commands/compare.js';
import { dataCommand } from './commands/data.js';
import { doctorCommand } from './commands/doctor.js';
import { evaluateCommand } from './commands/evaluate.js';
import { exportCommand } from './commands/export.js';
import { freezeCommand } from './commands/freeze.js';
import { adviseHome, homeOption } from './commands/home-option.js';
import { quantizeCommand } from './commands/quantize.js';
import { previewCommand } from './commands/preview.js';
import { recipesCommand } from './commands/recipes.js';
import { reportCommand } from './commands/report.js';
import { runsCommand } from './commands/runs.js';
import { sampleCommand } from './commands/sample.js';
import { setupCommand } from './commands/setup.js';
import { suggestCommand } from './commands/suggest.js';
import { trainCommand } from './commands/train.js';
import { weightsCommand } from './commands/weights.js';
import { EXIT_CODES, TrainError } from './errors.js';
import { explainHome } from './explain-home.js';
import { explainUnwritable } from './explain-unwritable.js';
import { homeFolder } from './home.js';

const HELP = `
Examples:
  $ supcon train --recipe quick
  $ supcon runs --home /data/supcon

Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 data invalid, 130 interrupted.
Everything is kept in --home, else SUPCON_HOME, else .supcon in the working folder; --home may stand behind any command.
--json prints one event a line on stdout; text for people goes to stderr.`;

/** Each command lists what `supcon` itself takes, too. */
const HELP_LAYOUT = { showGlobalOptions: true };

/** The `supcon` command.
 * @param argv without node and script.
 * @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('supcon')
    .description('Train, measure and freeze image encoders with the supervised contrastive loss.')
    .addOption(homeOption())
    .configureHelp(HELP_LAYOUT)
    .showSuggestionAfterError()
    .showHelpAfterError('(supcon --help lists commands, supcon <command> --help their options)')
    .addHelpText('after', HELP)
    .exitOverride();
  for (const command of [
    trainCommand(),
    compareCommand(),
    evaluateCommand(),
    suggestCommand(),
    freezeCommand(),
    classesCommand(),
    quantizeCommand(),
    runsCommand(),
    reportCommand(),
    previewCommand(),
    dataCommand(),
    weightsCommand(),
    exportCommand(),
    recipesCommand(),
    sampleCommand(),
    setupCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const below of command.commands) below.configureHelp(HELP_LAYOUT);
  }
  const json = argv.includes('--json');
  try {
    await program.parseAsync(argv, { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.USAGE;
    const { home } = program.opts<{ readonly home?: string }>();
    const names = program.commands.map((command) => command.name());
    return fail(explainUnwritable(explainHome(error, homeFolder(home))), json, (text) => adviseHome(text, home, names));
  }
}

/** @param advise completes the commands that a message advises. */
function fail(error: unknown, json: boolean, advise: (text: string) => string): number {
  const code = error instanceof TrainError || error instanceof CoreError ? error.code : 'UNEXPECTED';
  const message = advise(error instanceof Error ? error.message : String(error));
  if (json) process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), type: 'error', code, message })}\n`);
  const shown = code === 'UNEXPECTED' && error instanceof Error ? (error.stack ?? message) : message;
  process.stderr.write(`${code === 'INTERRUPTED' ? '' : 'Error: '}${shown}\n`);
  return error instanceof TrainError ? EXIT_CODES[error.code] : 1;
}
