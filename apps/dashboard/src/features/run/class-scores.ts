/** `perClass` of a result, lowest accuracy first; of equals, by name. Empty where there is none. */
export function classScores(result: object): { name: string; value: number }[] {
  const perClass: unknown = 'perClass' in result ? result.perClass : undefined;
  if (typeof perClass !== 'object' || perClass === null) return [];
  return Object.entries(perClass)
    .flatMap(([name, value]) => (typeof value === 'number' ? [{ name, value }] : []))
    .sort((a, b) => a.value - b.value || a.name.localeCompare(b.name));
}
