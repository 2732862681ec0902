/** A setting and its value in each of several configurations; undefined where it has none. */
export interface SettingDifference {
  readonly setting: string;
  readonly values: readonly (string | undefined)[];
}

/** Every leaf of a configuration by its dotted name. Lists are one value. */
export function settingsOf(config: unknown, prefix = ''): Map<string, string> {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    return config === undefined
      ? new Map<string, string>()
      : new Map([[prefix, typeof config === 'string' ? config : JSON.stringify(config, rounded)]]);
  return new Map(
    Object.entries(config as Record<string, unknown>).flatMap(([name, value]) => [
      ...settingsOf(value, prefix === '' ? name : `${prefix}.${name}`),
    ]),
  );
}

/** To 12 digits: 3 x 0.075 is 0.225. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
}

/** The settings in which configurations differ, in the order in which they are first met. */
export function configDifference(configs: readonly unknown[]): SettingDifference[] {
  const all = configs.map((config) => settingsOf(config));
  const names = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return names
    .map((setting) => ({ setting, values: all.map((settings) => settings.get(setting)) }))
    .filter(({ values }) => new Set(values).size > 1);
}
