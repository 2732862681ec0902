/** Characters of a received text that a message repeats. */
const SHOWN = 80;

/** What a caller gave, as a message repeats it: numbers and short texts as they are, of everything else only what it is. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return `a value of type ${typeof value}`;
  const { constructor: made } = value as { readonly constructor?: { readonly name?: unknown } };
  return `a value of type ${typeof made?.name === 'string' ? made.name : 'object'}`;
}
