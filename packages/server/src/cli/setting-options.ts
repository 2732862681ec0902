import type { SettingName } from '../app/config.js';
import { SETTING_FLAGS, SWITCHES } from '../app/setting-flags.js';

type Switch = (typeof SWITCHES)[number];
type TextFlag = Exclude<keyof typeof SETTING_FLAGS, Switch>;

/** Options of a command that reads the settings: each setting that has a flag, and the file of the others. */
export const SETTING_OPTIONS = {
  ...(Object.fromEntries(Object.keys(SETTING_FLAGS).map((name) => [name, { type: 'string' }])) as Record<TextFlag, { type: 'string' }>),
  ...(Object.fromEntries(SWITCHES.map((name) => [name, { type: 'boolean' }])) as Record<Switch, { type: 'boolean' }>),
  config: { type: 'string' },
} as const;

/** The flags that were given, by the settings that they stand for. */
export function settingsOf(
  flags: { readonly [F in TextFlag]?: string } & { readonly [F in Switch]?: boolean },
): Partial<Record<SettingName, string>> {
  const given = Object.entries(SETTING_FLAGS).flatMap(([flag, setting]) => {
    const value = flags[flag as TextFlag | Switch];
    return value === undefined ? [] : [[setting, value === true ? 'on' : value]];
  });
  return Object.fromEntries(given) as Partial<Record<SettingName, string>>;
}
