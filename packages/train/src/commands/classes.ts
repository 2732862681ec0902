import { Command } from 'commander';
import { addToArtifact, removeFromArtifact, type ChangedArtifact } from '../classes/change-artifact.js';
import { describeChange, describeClasses } from '../classes/describe-classes.js';
import { readNamedArtifact } from '../classes/open-artifact.js';
import type { Reporter } from '../console/reporter.js';
import { commandReporter } from './command-reporter.js';

const now = (): string => new Date().toISOString();

/** `supcon classes list | add | remove`. */
export function classesCommand(): Command {
  const classes = new Command('classes')
    .summary('add and remove classes of an artifact, without training')
    .description(
      'Adds a class from 1 to 50 photos, or takes one out, by arithmetic: the weights are those of a classifier fitted on all photos, those of training included. The encoder stays. The result is a new version of the artifact; the old one is not touched.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ supcon classes list --artifact .supcon/artifacts/flowers/1
  $ supcon classes add --artifact .supcon/artifacts/flowers/1 --label orchid orchids/
  $ supcon classes remove --artifact .supcon/artifacts/flowers/2 --label orchid`,
    );
  for (const command of [listCommand(), addCommand(), removeCommand()])
    classes.addCommand(command.exitOverride().showHelpAfterError(`(supcon classes ${command.name()} --help lists its options)`));
  return classes;
}

function listCommand(): Command {
  return new Command('list')
    .summary('classes, their photos, and which classifier answers')
    .requiredOption('--artifact <folder>', 'artifacts/<name>/<version>')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon classes list --artifact .supcon/artifacts/flowers/1')
    .action(async ({ artifact }: { readonly artifact: string }, command: Command) => {
      const reporter = commandReporter(command);
      const { manifest } = await readNamedArtifact(artifact);
      const { name, version, labels, classes } = manifest;
      if (reporter.json) reporter.event({ time: now(), type: 'classes', name, version, labels, ...(classes ? { classes } : {}) });
      else process.stdout.write(`${describeClasses(manifest)}\n`);
    });
}

interface AddFlags {
  readonly artifact: string;
  readonly label: string;
  readonly skipBad?: boolean;
}

function addCommand(): Command {
  return new Command('add')
    .summary('a class more, from a few photos')
    .argument('<photos...>', 'pictures of the class, or folders of them')
    .requiredOption('--artifact <folder>', 'artifacts/<name>/<version>')
    .requiredOption('--label <name>', 'of the new class')
    .option('--skip-bad', 'go on without the files that cannot be read')
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ supcon classes add --artifact .supcon/artifacts/flowers/1 --label orchid orchids/
  $ supcon classes add --artifact .supcon/artifacts/flowers/1 --label orchid one.jpg two.jpg`,
    )
    .action(async (photos: readonly string[], { skipBad = false, ...flags }: AddFlags, command: Command) => {
      const reporter = commandReporter(command);
      report(reporter, 'Added', await addToArtifact({ ...flags, photos, skipBad, reporter }));
    });
}

function removeCommand(): Command {
  return new Command('remove')
    .summary('a class fewer, as if it had never been there')
    .requiredOption('--artifact <folder>', 'artifacts/<name>/<version>')
    .requiredOption('--label <name>', 'of the class to take out')
    .option('--json', 'one event a line on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon classes remove --artifact .supcon/artifacts/flowers/2 --label orchid')
    .action(async ({ artifact, label }: { readonly artifact: string; readonly label: string }, command: Command) => {
      report(commandReporter(command), 'Removed', await removeFromArtifact(artifact, label));
    });
}

function report(reporter: Reporter, what: 'Added' | 'Removed', changed: ChangedArtifact): void {
  const { folder, manifest, label, photos, milliseconds } = changed;
  const { name, version, labels, classes } = manifest;
  reporter.event({ time: now(), type: 'artifact', artifact: folder, name, version, label, photos, milliseconds, labels, classes });
  reporter.note(describeChange(changed, what));
}
