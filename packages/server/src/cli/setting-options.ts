import type { SettingName } from '../app/config.js';
import { SETTING_FLAGS } from '../app/setting-flags.js';

type SettingFlag = keyof typeof SETTING_FLAGS;

/** Options of a command that reads the settings: each setting that has a flag, and the file of the others. */
export const SETTING_OPTIONS = {
  ...(Object.fromEntries(Object.keys(SETTING_FLAGS).map((name) => [name, { type: 'string' }])) as Record<SettingFlag, { type: 'string' }>),
  config: { type: 'string' },
} as const;

/** The flags that were given, by the settings that they stand for. */
export function settingsOf(flags: { readonly [F in SettingFlag]?: string }): Partial<Record<SettingName, string>> {
  const given = Object.entries(SETTING_FLAGS).flatMap(([flag, setting]) => {
    const value = flags[flag as SettingFlag];
    return value === undefined ? [] : [[setting, value]];
  });
  return Object.fromEntries(given) as Partial<Record<SettingName, string>>;
}
