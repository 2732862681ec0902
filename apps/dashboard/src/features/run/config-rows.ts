/** A nested configuration as rows of dotted names and values, in its order. A list of plain values stays one row. */
export function configRows(config: Readonly<Record<string, unknown>>, prefix = ''): { name: string; value: string }[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return configRows(value as Record<string, unknown>, `${name}.`);
    return [{ name, value: Array.isArray(value) ? value.map(String).join(', ') : String(value) }];
  });
}
