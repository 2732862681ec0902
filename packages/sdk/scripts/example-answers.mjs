/**
 * What a good answer of each operation looks like: the first example that the description gives, or the least that its schema allows.
 * @param document openapi.json
 * @returns `GET /v1/models` and the like, each with a status and a body, which answers that are no JSON lack
 */
export function exampleAnswers({ paths, components }) {
  const resolve = (part) => {
    if (part?.$ref === undefined) return part;
    const [kind, name] = part.$ref.split('/').slice(-2);
    return resolve(components[kind][name]);
  };
  const leastOf = (schema) => {
    const { type, example, examples, oneOf, anyOf, allOf, required = [], properties = {}, minimum = 0, ...rest } = resolve(schema);
    if (example !== undefined || examples !== undefined) return example ?? examples[0];
    if ('const' in rest) return rest.const;
    if (rest.enum) return rest.enum[0];
    const [choice] = oneOf ?? anyOf ?? [];
    if (choice) return leastOf(choice);
    if (allOf) return Object.assign({}, ...allOf.map(leastOf));
    const [first] = [type].flat();
    if (first === 'object') return Object.fromEntries(required.map((name) => [name, leastOf(properties[name])]));
    return { string: 'a', number: minimum, integer: minimum, boolean: false, array: [] }[first] ?? null;
  };
  const answerOf = ({ responses }) => {
    const [status, response] = Object.entries(responses).find(([found]) => found.startsWith('2'));
    const json = resolve(response).content?.['application/json'];
    const example = json?.example ?? resolve(Object.values(json?.examples ?? {})[0])?.value;
    return { status: Number(status), ...(json ? { body: example ?? leastOf(json.schema) } : {}) };
  };
  return Object.fromEntries(
    Object.entries(paths).flatMap(([address, operations]) =>
      Object.entries(operations)
        .filter(([method]) => ['get', 'put', 'post', 'patch', 'delete'].includes(method))
        .map(([method, operation]) => [`${method.toUpperCase()} ${address}`, answerOf(operation)]),
    ),
  );
}
