import { readDescription } from '../src/app/read-description.js';

type Json = Readonly<Record<string, unknown>>;

/** An operation of the API description, and how to ask for it. */
export interface SpecOperation {
  readonly operationId: string;
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  readonly role: unknown;
  /** Names of its parameters, in the path and in the query. */
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  /** Whether its JSON body may have this property. */
  readonly takesInBody: (property: string) => boolean;
  /** A request that fits the description, made of its examples. @param values for path parameters, instead of the examples. */
  request(values?: Readonly<Record<string, string>>): { address: string; init: RequestInit };
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'];

/** Every operation of the API description: tests that walk it meet each that is added. */
export async function specOperations(): Promise<readonly SpecOperation[]> {
  const description = (await readDescription()) as { paths: Record<string, Record<string, unknown>> };
  /** Follows a `$ref` within the document. */
  const resolve = (node: unknown): Json => {
    const reference = (node as { $ref?: string } | undefined)?.$ref;
    if (reference === undefined) return (node ?? {}) as Json;
    const parts = reference.replace('#/', '').split('/');
    return resolve(parts.reduce<unknown>((at, part) => (at as Json)[part.replaceAll('~1', '/').replaceAll('~0', '~')], description));
  };
  const exampleOf = (node: Json): unknown => {
    if ('example' in node) return node['example'];
    const [first] = Object.values((node['examples'] ?? {}) as Json);
    if (first !== undefined) return resolve(first)['value'];
    const schema = resolve(node['schema']);
    return Array.isArray(schema['examples']) ? (schema['examples'] as unknown[])[0] : schema['default'];
  };

  return Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, node]): SpecOperation[] => {
      if (!METHODS.includes(method)) return [];
      const operation = node as Json;
      const operationId = String(operation['operationId']);
      const all = [...((item['parameters'] ?? []) as unknown[]), ...((operation['parameters'] ?? []) as unknown[])].map(resolve);
      const named = (place: string) => all.filter((parameter) => parameter['in'] === place);
      const content = (resolve(operation['requestBody'])['content'] ?? {}) as Readonly<Record<string, Json>>;
      const bodySchema = resolve(content['application/json']?.['schema']);
      return [
        {
          operationId,
          method: method.toUpperCase(),
          path,
          role: operation['x-supcon-role'],
          pathParameters: named('path').map(({ name }) => String(name)),
          queryParameters: named('query').map(({ name }) => String(name)),
          takesInBody: (property) => property in ((bodySchema['properties'] ?? {}) as Json),
          request: (values = {}) => {
            const filled = named('path').reduce<string>((address, parameter) => {
              const name = String(parameter['name']);
              const value = values[name] ?? exampleOf(parameter);
              if (value === undefined) throw new Error(`${operationId}: its path parameter ${name} has no example`);
              return address.replace(`{${name}}`, encodeURIComponent(textOf(value)));
            }, path);
            const required = named('query').flatMap((parameter) =>
              parameter['required'] === true ? [`${String(parameter['name'])}=${encodeURIComponent(textOf(exampleOf(parameter)))}`] : [],
            );
            const address = required.length > 0 ? `${filled}?${required.join('&')}` : filled;
            return { address, init: { method: method.toUpperCase(), ...bodyOf(operationId, content, resolve, exampleOf) } };
          },
        },
      ];
    }),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Bytes that begin as a PNG does and are none: enough for whoever looks at roles. */
const PICTURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function bodyOf(
  operationId: string,
  content: Readonly<Record<string, Json>>,
  resolve: (node: unknown) => Json,
  exampleOf: (node: Json) => unknown,
): RequestInit {
  if (Object.keys(content).length === 0) return {};
  if ('image/*' in content) return { headers: { 'content-type': 'image/png' }, body: PICTURE };
  const json = content['application/json'];
  if (json) {
    const example = exampleOf(json);
    if (example === undefined) throw new Error(`${operationId}: its JSON body has no example`);
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(example) };
  }
  const form = content['multipart/form-data'];
  if (!form) return { headers: { 'content-type': Object.keys(content)[0]! }, body: PICTURE };
  const body = new FormData();
  for (const [name, node] of Object.entries((resolve(form['schema'])['properties'] ?? {}) as Json)) {
    const schema = resolve(node);
    const isFile = schema['format'] === 'binary' || resolve(schema['items'])['format'] === 'binary';
    if (isFile) body.set(name, new Blob([PICTURE], { type: 'image/png' }), 'picture.png');
  }
  return { body };
}
