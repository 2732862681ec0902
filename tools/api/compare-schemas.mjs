/**
 * @typedef {{ readonly [name: string]: unknown }} Part
 * @typedef {{ before: Part, now: Part, asked: boolean }} Sides the documents, and whether the schema is of what is asked or of what is answered
 */

/** What bounds what may be asked: a larger one of these takes less. */
const FLOORS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
/** And a smaller one of these. */
const CEILINGS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/**
 * Where a schema of JSON takes less than before of what is asked, or promises less of what is answered.
 * @param {Part} before @param {Part} now @param {Sides} sides @param {string} place in words
 * @param {ReadonlySet<string>} [seen] what is being compared already, since schemas refer to themselves
 * @returns {string[]}
 */
export function compareSchemas(before, now, sides, place, seen = new Set()) {
  const key = `${String(before['$ref'])} ${String(now['$ref'])}`;
  if (before['$ref'] !== undefined && seen.has(key)) return [];
  const inside = new Set([...seen, key]);
  const was = resolve(sides.before, before);
  const is = resolve(sides.now, now);
  /** @param {unknown} a @param {unknown} b @param {string} at */
  const deeper = (a, b, at) => (isPart(a) && isPart(b) ? compareSchemas(a, b, sides, at, inside) : []);
  return [
    ...compareTypes(was, is, sides, place),
    ...(sides.asked ? compareBounds(was, is, place) : []),
    ...compareMembers(was, is, sides, place),
    ...Object.entries(isPart(was['properties']) ? was['properties'] : {}).flatMap(([name, one]) =>
      deeper(one, isPart(is['properties']) ? is['properties'][name] : undefined, `'${name}' of ${place}`),
    ),
    ...deeper(was['items'], is['items'], `an element of ${place}`),
    ...deeper(was['additionalProperties'], is['additionalProperties'], `a member of ${place}`),
    ...['oneOf', 'anyOf', 'allOf'].flatMap((kind) => {
      const [variants, left] = [listOf(was[kind]), listOf(is[kind])];
      const fewer =
        sides.asked && kind !== 'allOf' && left.length < variants.length && is[kind] !== undefined ? [`${place} has fewer forms`] : [];
      return [...fewer, ...variants.flatMap((one, at) => deeper(one, left[at], place))];
    }),
  ];
}

/** What a part refers to, with what stands beside the reference. @param {Part} document @param {Part} part @returns {Part} */
export function resolve(document, part) {
  const { $ref, ...beside } = part;
  if (typeof $ref !== 'string') return part;
  /** @type {unknown} */
  let found = document;
  for (const name of $ref.replace('#/', '').split('/')) found = isPart(found) ? found[name] : undefined;
  return { ...resolve(document, isPart(found) ? found : {}), ...beside };
}

/** @param {Part} was @param {Part} is @param {Sides} sides @param {string} place */
function compareTypes(was, is, { asked }, place) {
  const [before, now] = [typesOf(was), typesOf(is)];
  if (before.length === 0 || now.length === 0)
    return asked && before.length === 0 && now.length > 0 && was['oneOf'] === undefined
      ? [`${place} has to be ${now.join(' or ')} now`]
      : [];
  const [wide, narrow] = asked ? [now, before] : [before, now];
  return narrow.every((type) => wide.includes(type) || (type === 'integer' && wide.includes('number')))
    ? []
    : [`${place} was ${before.join(' or ')} and is ${now.join(' or ')}`];
}

/** @param {Part} was @param {Part} is @param {string} place */
function compareBounds(was, is, place) {
  const choices = listOf(was['enum']).filter((choice) => is['enum'] !== undefined && !listOf(is['enum']).includes(choice));
  const tighter = [
    ...FLOORS.filter((name) => Number(is[name] ?? -Infinity) > Number(was[name] ?? -Infinity)),
    ...CEILINGS.filter((name) => Number(is[name] ?? Infinity) < Number(was[name] ?? Infinity)),
  ];
  return [
    ...choices.map((choice) => `${place} may not be ${JSON.stringify(choice)} any more`),
    ...(was['enum'] === undefined && is['enum'] !== undefined ? [`${place} may be few values only now`] : []),
    ...tighter.map((name) => `${name} of ${place} was ${JSON.stringify(was[name] ?? 'none')} and is ${String(is[name])}`),
    ...(is['pattern'] === undefined || is['pattern'] === was['pattern'] ? [] : [`the pattern of ${place} has changed`]),
  ];
}

/** @param {Part} was @param {Part} is @param {Sides} sides @param {string} place */
function compareMembers(was, is, { asked }, place) {
  const [before, now] = [was['properties'], is['properties']].map((properties) => Object.keys(isPart(properties) ? properties : {}));
  const gone = (before ?? []).filter((name) => !(now ?? []).includes(name) && (!asked || is['additionalProperties'] === false));
  const [needed, neededNow] = [listOf(was['required']).map(String), listOf(is['required']).map(String)];
  return [
    ...gone.map((name) => `'${name}' of ${place} is gone`),
    ...(asked ? neededNow.filter((name) => !needed.includes(name)).map((name) => `'${name}' of ${place} is needed now`) : []),
    ...(asked
      ? []
      : needed
          .filter((name) => !neededNow.includes(name) && !gone.includes(name))
          .map((name) => `'${name}' of ${place} may be missing now`)),
  ];
}

/** @param {Part} schema @returns {string[]} */
function typesOf({ type }) {
  return type === undefined ? [] : [type].flat().map(String);
}

/** @param {unknown} value @returns {value is Part} */
function isPart(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @returns {readonly unknown[]} */
function listOf(value) {
  return Array.isArray(value) ? value : [];
}
