import { InvalidArgumentError, Option, type Command } from 'commander';
import { homeFolder } from '../home.js';

/** `--home`, an option of `supcon` itself: every command takes it, before its name or behind it. */
export function homeOption(): Option {
  return new Option('--home <folder>', 'where everything is kept, instead of SUPCON_HOME').argParser(folder);
}

/** The home that a command works in: `--home`, else SUPCON_HOME, else `.supcon` in the working folder.
 * @param command as its action gets it, last of all arguments. */
export function homeOf(command: Command): string {
  return homeFolder(command.optsWithGlobals<{ readonly home?: string }>().home);
}

/** What a command that is given as advice needs to work in the same home: ` --home DIR` where one was given, else nothing.
 * @param command as its action gets it, last of all arguments. */
export function homeAgain(command: Command): string {
  return homeArgument(command.optsWithGlobals<{ readonly home?: string }>().home);
}

/** Puts the home that a person gave into each command that a text advises: `supcon train` becomes `supcon --home DIR train`, unless the command names a home already.
 * For errors, which come from places that know the home only as a folder, or not at all.
 * @param home as it was given; undefined where it was not.  @param names of the commands of `supcon`. */
export function adviseHome(text: string, home: string | undefined, names: readonly string[]): string {
  if (home === undefined) return text;
  const command = new RegExp(`\\bsupcon (?=(?:${names.join('|')})\\b)(?![^;\\n]*? --home )`, 'g');
  return text.replace(command, () => `supcon${homeArgument(home)} `);
}

function homeArgument(home: string | undefined): string {
  if (home === undefined) return '';
  return ` --home ${/^[\w./-]+$/.test(home) ? home : `'${home.replaceAll("'", String.raw`'\''`)}'`}`;
}

/** An empty folder is most often a shell variable that is not set, and would be the working folder. */
function folder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('wanted a folder, got nothing.');
  return text;
}
