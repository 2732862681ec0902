import type { Command } from 'commander';
import { createReporter, type Reporter } from '../console/reporter.js';
import { adviseHome } from './home-option.js';

/** The reporter of a command: events under its `--json`, and notes whose advised commands work in the home that the command was given (`adviseHome`).
 * @param command as its action gets it, last of all arguments. */
export function commandReporter(command: Command): Reporter {
  const { json, home } = command.optsWithGlobals<{ readonly json?: boolean; readonly home?: string }>();
  let root = command;
  while (root.parent) root = root.parent;
  const names = root.commands.map((sub) => sub.name());
  const reporter = createReporter({ json: json === true });
  return {
    ...reporter,
    note: (text) => {
      reporter.note(adviseHome(text, home, names));
    },
  };
}
