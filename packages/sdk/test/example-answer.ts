import { readFileSync } from 'node:fs';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
}
interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Reply {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Reply>> }>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const { paths, components } = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as Description;

/** What the description says a good answer looks like: its first example, or the least that its schema allows.
 * @param pathname of a request, below whatever path the server is.
 * @returns undefined where the description knows no such operation. */
export function exampleAnswer(method: string, pathname: string): { readonly status: number; readonly body: unknown } | undefined {
  const name = method.toLowerCase();
  const known = Object.entries(paths).find(
    ([address, operations]) => name in operations && new RegExp(`${address.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  const [status, response] = Object.entries(known?.[1][name]!.responses ?? {}).find(([found]) => found.startsWith('2')) ?? [];
  if (status === undefined || response === undefined) return undefined;
  const json = resolve(response).content?.['application/json'];
  const example = json?.example ?? Object.values(json?.examples ?? {})[0]?.value;
  return { status: Number(status), body: example ?? (json?.schema && leastOf(json.schema)) };
}

function resolve<T extends { readonly $ref?: string }>(part: T): T {
  if (part.$ref === undefined) return part;
  const [kind, name] = part.$ref.split('/').slice(-2) as [string, string];
  return resolve(components[kind]![name] as T);
}

function leastOf(schema: Schema): unknown {
  const { type, example, examples, oneOf, anyOf, allOf, required = [], properties = {}, minimum = 0, ...rest } = resolve(schema);
  if (example !== undefined || examples !== undefined) return example ?? examples?.[0];
  if ('const' in rest) return rest.const;
  if (rest.enum) return rest.enum[0];
  const [choice] = oneOf ?? anyOf ?? [];
  if (choice) return leastOf(choice);
  if (allOf) return Object.assign({}, ...allOf.map(leastOf)) as unknown;
  const [first] = [type].flat();
  if (first === 'object') return Object.fromEntries(required.map((name) => [name, leastOf(properties[name]!)]));
  return { string: 'a', number: minimum, integer: minimum, boolean: false, array: [] }[first as string] ?? null;
}
