import { nearestName } from './nearest-name.js';
import { readSettingsFile } from './read-settings-file.js';
import { CONFIG_FILE, SETTING_FLAGS } from './setting-flags.js';

/** Where the value of a setting comes from, the strongest first. */
export type SettingSource = 'flag' | 'environment' | 'file' | 'default';

/** Where the value of a setting comes from. */
export interface SettingOrigin {
  readonly source: SettingSource;
  /** For people: `flag --port`, `environment`, `file /etc/supcon.json`, `default`. */
  readonly text: string;
}

/** Settings as they were given, before anything is made of them. */
export interface GatheredSettings {
  readonly given: ReadonlyMap<string, { readonly text: string; readonly origin: SettingOrigin }>;
  /** Names that are none, each with what to do. */
  readonly problems: readonly string[];
}

/** Text by the names of settings. */
export type SettingTexts = Readonly<Record<string, string | undefined>>;

/** What was given for each setting: flags before the environment before the file. An empty text is as good as none.
 * @param names of all settings. @param file of settings; undefined for what the environment names, if it does. @throws ServerError BAD_CONFIG for a file that cannot be read. */
export function gatherSettings(
  names: readonly string[],
  {
    flags,
    environment,
    file: named,
  }: { readonly flags: SettingTexts; readonly environment: SettingTexts; readonly file?: string | undefined },
): GatheredSettings {
  const file = named ?? (environment[CONFIG_FILE] || undefined);
  const read = file === undefined ? undefined : readSettingsFile(file, names);
  const given = new Map(
    names.flatMap((name) => {
      const found = [
        { text: flags[name], origin: { source: 'flag', text: `flag --${flagOf(name)}` } as const },
        { text: environment[name], origin: { source: 'environment', text: 'environment' } as const },
        { text: read?.values.get(name), origin: { source: 'file', text: `file ${file}` } as const },
      ].find(({ text }) => text !== undefined && text !== '');
      return found === undefined ? [] : [[name, { text: found.text!, origin: found.origin }] as const];
    }),
  );
  return { given, problems: [...slips(names, environment), ...(read?.problems ?? [])] };
}

/** Other programs of this project have variables of their own, so only what looks like a slip of ours is refused. */
function slips(names: readonly string[], environment: SettingTexts): string[] {
  const known = [...names, CONFIG_FILE];
  return Object.keys(environment).flatMap((name) => {
    const meant = known.includes(name) || !name.startsWith('SUPCON_') ? undefined : nearestName(name, known);
    return meant === undefined ? [] : [`${name}: there is no such setting; do you mean ${meant}? from environment`];
  });
}

function flagOf(name: string): string {
  return Object.entries(SETTING_FLAGS).find(([, setting]) => setting === name)?.[0] ?? name;
}
