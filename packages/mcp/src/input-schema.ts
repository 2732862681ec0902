import { resolve, type Description, type Json, type Operation, type Schema } from './description.js';

/** How the arguments of a tool become a request. */
export interface Shape {
  /** JSON Schema of the arguments, which refers to nothing outside of itself. */
  readonly inputSchema: Schema;
  /** `raw`: a picture as it is; `form`: JSON, or a form where there is a picture; `json`: JSON, in which pictures are base64; `none`. */
  readonly body: 'raw' | 'form' | 'json' | 'none';
  /** Arguments that go into the body. */
  readonly bodyNames: readonly string[];
  /** The field of the form that has everything beside the picture, as JSON; undefined where each has its own. */
  readonly field: string | undefined;
}

const PICTURE = 'SentPicture';
const BY_PATH: Schema = {
  type: 'object',
  required: ['path'],
  additionalProperties: false,
  properties: { path: { type: 'string', minLength: 1, description: 'A picture on this machine, in a folder that may be read.' } },
};
/** The field of a search's form that says what JSON says. */
const WISHES = 'search';
/** A query that only says how long a body is, or how embeddings are written. */
const OF_THE_WIRE: ReadonlySet<string> = new Set(['count', 'encoding']);

/** What a tool takes: parameters of the path and the query, and the members of a JSON body, side by side; `picture` where the body is a picture or may be one. */
export function shapeOf(description: Description, operation: Operation): Shape {
  const content = operation.requestBody && resolve(description, operation.requestBody).content;
  const form = content?.['multipart/form-data'] && resolve(description, content['multipart/form-data'].schema);
  const json = content?.['application/json'] && resolve(description, content['application/json'].schema);
  const isPicture = content?.['image/*'] !== undefined;
  const body = content === undefined ? 'none' : json === undefined ? 'raw' : isPicture ? 'form' : 'json';
  const members: Record<string, Schema> = {
    ...(body === 'form' && form ? formMembers(form) : {}),
    ...json?.properties,
    ...(isPicture ? { picture: pictureOf(description) } : {}),
  };
  const parameters = operation.parameters.filter(
    ({ name, in: place }) => place !== 'header' && !(place === 'query' && (OF_THE_WIRE.has(name) || name in members)),
  );
  const properties = Object.fromEntries([
    ...parameters.map(
      ({ name, schema, description: says }) => [name, says === undefined ? schema : { ...schema, description: says }] as const,
    ),
    ...Object.entries(members),
  ]);
  const required = [
    ...parameters.filter((one) => one.required === true).map(({ name }) => name),
    ...(body === 'raw' ? ['picture'] : []),
    // Of a form, either the picture is needed or what JSON needs.
    ...(body === 'json' ? (json?.required ?? []) : []),
  ];
  const schema = { type: 'object', properties, ...(required.length === 0 ? {} : { required }), additionalProperties: false };
  const field = form?.properties?.[WISHES] && WISHES;
  return { inputSchema: selfContained(description, schema), body, bodyNames: Object.keys(members), field };
}

/** What a form says in words of its own: a member that is JSON as text is what the text says. */
function formMembers(form: Schema): Record<string, Schema> {
  const entries = Object.entries(form.properties ?? {}).filter(([name]) => name !== 'image' && name !== WISHES);
  return Object.fromEntries(entries.map(([name, schema]) => [name, (schema['contentSchema'] as Schema | undefined) ?? schema]));
}

/** With everything that it refers to below `$defs`. */
function selfContained(description: Description, schema: Schema): Schema {
  const found = new Map<string, Json>();
  const refer = (target: string): string => {
    if (!found.has(target)) {
      // Before what it refers to, which may be itself.
      found.set(target, null);
      found.set(target, rewritten(withPath(target, description.components['schemas']![target]!)));
    }
    return `#/$defs/${target}`;
  };
  /** @param names whether the members have names of their own: there, `example` is one and no keyword. */
  const rewritten = (part: Json, names = false): Json => {
    if (Array.isArray(part)) return (part as readonly Json[]).map((one) => rewritten(one));
    if (typeof part !== 'object' || part === null) return part;
    const entries = Object.entries(part as Schema).filter(([name, value]) => value !== undefined && (names || !/^examples?$/.test(name)));
    return Object.fromEntries(
      entries.map(([name, value]) => {
        if (!names && name === '$ref') return [name, refer((value as string).split('/').at(-1)!)];
        return [name, rewritten(value!, !names && name === 'properties')];
      }),
    );
  };
  const root = rewritten(schema) as Schema;
  return found.size === 0 ? root : { ...root, $defs: Object.fromEntries(found) };
}

/** A picture that is sent: not an item of a collection. */
function pictureOf(description: Description): Schema {
  const { oneOf } = description.components['schemas']![PICTURE] as { readonly oneOf: readonly Schema[] };
  return { description: 'The picture.', oneOf: [BY_PATH, ...oneOf.filter(({ properties }) => properties?.['data'] !== undefined)] };
}

/** A picture may be named by its path too. */
function withPath(name: string, schema: Json): Json {
  if (name !== PICTURE) return schema;
  const { oneOf, ...rest } = schema as { readonly oneOf: readonly Json[] };
  return { ...rest, oneOf: [BY_PATH, ...oneOf] };
}
