import { runEventSchema, type RunEvent } from './run-event.js';

type Fields = Readonly<Record<string, unknown>>;

/** Reads one line of a log, whichever version wrote it: older names are brought to today's, a field that has another shape than it should is left out, one that
 * this version does not know is kept, and an event that it does not know, or that lacks what it is about, is kept whole as `unknown`.
 * @param value what JSON.parse gave.
 * @returns undefined for what is no event at all. */
export function parseRunEvent(value: unknown): RunEvent | undefined {
  if (!isEvent(value)) return undefined;
  let fields = migrate(value);
  // The first look names the fields that do not fit; the second judges what is left.
  for (let look = 0; look < 2; look++) {
    const { success, data, error } = runEventSchema.safeParse(fields);
    if (success) return { ...fields, ...data };
    const wrong = new Set(error.issues.map(({ path }) => path[0]));
    fields = Object.fromEntries(Object.entries(fields).filter(([name]) => name === 'type' || !wrong.has(name)));
  }
  const { time } = value;
  return { ...(typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? { time } : {}), type: 'unknown', original: { ...value } };
}

/** Before the terms of every loss had the same names, the SupCon loss had one of its own. */
function migrate(event: Fields): Fields {
  if (event['type'] !== 'epoch' || event['supcon'] === undefined) return event;
  const { supcon, ...others } = event;
  return { contrastive: supcon, ...others };
}

function isEvent(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'type' in value && typeof value.type === 'string';
}
