import { compareSchemas, resolve } from './compare-schemas.mjs';

/** @typedef {import('./compare-schemas.mjs').Part} Part */

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];
/** Who may ask, from everybody to few. */
const ROLES = ['public', 'reader', 'writer', 'admin'];

/**
 * What a client that was written for one description of the API could stumble over in another. What is added is no such thing: operations, members of answers, parameters that may be left out, error codes.
 * @param {Part} before an OpenAPI document @param {Part} now
 * @returns {string[]} each with the operation and the place in it
 */
export function findBreakingChanges(before, now) {
  const documents = { before, now };
  return operationsOf(before).flatMap(({ name, operation: was, shared: sharedBefore }) => {
    const found = operationsOf(now).find((one) => one.name === name);
    if (found === undefined) return [`${name}: is gone`];
    const { operation: is } = found;
    const changes = [
      ...(was['operationId'] === is['operationId']
        ? []
        : [`its operationId was ${String(was['operationId'])} and is ${String(is['operationId'])}`]),
      ...(ROLES.indexOf(String(is['x-supcon-role'])) > ROLES.indexOf(String(was['x-supcon-role']))
        ? [`now needs the role ${String(is['x-supcon-role'])}`]
        : []),
      ...compareParameters(parametersOf(before, was, sharedBefore), parametersOf(now, is, found.shared), documents),
      ...compareBodies(was['requestBody'], is['requestBody'], documents),
      ...compareAnswers(part(was['responses']), part(is['responses']), documents),
    ];
    return changes.map((change) => `${name}: ${change}`);
  });
}

/** @param {Part} document */
function operationsOf(document) {
  return Object.entries(part(document['paths'])).flatMap(([address, item]) =>
    Object.entries(part(item))
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${address}`,
        operation: part(operation),
        shared: list(part(item)['parameters']),
      })),
  );
}

/** @param {Part} document @param {Part} operation @param {readonly unknown[]} shared @returns {Map<string, Part>} by `query topK` */
function parametersOf(document, operation, shared) {
  const all = [...shared, ...list(operation['parameters'])].map((one) => resolve(document, part(one)));
  return new Map(all.map((one) => [`${String(one['in'])} ${String(one['name'])}`, one]));
}

/** @param {Map<string, Part>} before @param {Map<string, Part>} now @param {{ before: Part, now: Part }} documents */
function compareParameters(before, now, documents) {
  const added = [...now].filter(([name, one]) => one['required'] === true && before.get(name)?.['required'] !== true);
  return [
    ...added.map(([name]) => `${name} is needed now`),
    ...[...before].flatMap(([name, was]) => {
      const is = now.get(name);
      return is === undefined
        ? [`${name} is gone`]
        : compareSchemas(part(was['schema']), part(is['schema']), { ...documents, asked: true }, name);
    }),
  ];
}

/** @param {unknown} before @param {unknown} now @param {{ before: Part, now: Part }} documents */
function compareBodies(before, now, documents) {
  if (now === undefined) return before === undefined ? [] : ['its body is gone'];
  const is = resolve(documents.now, part(now));
  if (before === undefined) return is['required'] === true ? ['a body is needed now'] : [];
  const was = resolve(documents.before, part(before));
  const changes = is['required'] === true && was['required'] !== true ? ['a body is needed now'] : [];
  return [...changes, ...compareContents(was, is, { ...documents, asked: true }, 'its body')];
}

/** @param {Part} before @param {Part} now @param {{ before: Part, now: Part }} documents */
function compareAnswers(before, now, documents) {
  const good = Object.entries(before).filter(([status]) => status.startsWith('2'));
  return good.flatMap(([status, was]) => {
    if (now[status] === undefined) return [`does not answer ${status} any more`];
    return compareContents(
      resolve(documents.before, part(was)),
      resolve(documents.now, part(now[status])),
      { ...documents, asked: false },
      `its answer ${status}`,
    );
  });
}

/** @param {Part} before @param {Part} now @param {import('./compare-schemas.mjs').Sides} sides @param {string} place */
function compareContents(before, now, sides, place) {
  return Object.entries(part(before['content'])).flatMap(([type, was]) => {
    const is = part(now['content'])[type];
    if (is === undefined) return [`${place} is no ${type} any more`];
    return compareSchemas(part(part(was)['schema']), part(part(is)['schema']), sides, `${place} (${type})`);
  });
}

/** @param {unknown} value @returns {Part} */
function part(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? /** @type {Part} */ (value) : {};
}

/** @param {unknown} value @returns {readonly unknown[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}
