import { Command } from 'commander';
import { runSetupProgram } from './setup-program.js';

/** `supcon setup`. */
export function setupCommand(): Command {
  return new Command('setup')
    .summary('compiles and fetches what npm does not: TensorFlow, our operations, addons')
    .description(
      'Brings an installed @supcon/train to where it trains quickly: TensorFlow through pip, its binding and our own operations compiled, and the addons of @supcon/server where that is installed. Nothing is done twice. The same as `npm run setup` in a checkout.',
    )
    .option('--check', 'only say what there is to do; exit code 1 when there is something')
    .addHelpText('after', '\nExample:\n  $ npm install --ignore-scripts @supcon/train @supcon/server\n  $ npx supcon setup')
    .action(async (flags: { readonly check?: boolean }) => {
      process.exitCode = await runSetupProgram('setup', flags.check === true ? ['--check'] : []);
    });
}
