/** What this package reads of an OpenAPI document. */
export interface Description {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** JSON, as it stands in the document. */
export type Json = { readonly [name: string]: Json | undefined } | readonly Json[] | string | number | boolean | null;

/** The operations of an address. */
export type PathItem = { readonly parameters?: readonly Parameter[] } & Readonly<Partial<Record<Method, OperationObject>>>;

/** In the order in which an address lists them. */
export const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
/** A method of HTTP that the API uses. */
export type Method = (typeof METHODS)[number];

/** A parameter of an operation, or where it is described. */
export interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

/** A JSON Schema. */
export interface Schema {
  readonly [name: string]: Json | undefined;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** One operation of the API. */
export interface OperationObject {
  readonly operationId: string;
  readonly 'x-supcon-role': 'public' | 'reader' | 'writer' | 'admin';
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly $ref?: string; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** An operation where it stands. */
export interface Operation extends OperationObject {
  readonly method: Method;
  /** With names in braces. */
  readonly path: string;
  /** Those of the address too. */
  readonly parameters: readonly Parameter[];
}

/** Every operation, in the order of the document. */
export function operationsOf(description: Description): Operation[] {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((one) => resolve(description, one));
      return [{ ...operation, method, path, parameters }];
    }),
  );
}

/** What stands where something refers to. */
export function resolve<T extends { readonly $ref?: string }>(description: Description, part: T): T {
  if (part.$ref === undefined) return part;
  const [kind, name] = part.$ref.split('/').slice(-2) as [string, string];
  return resolve(description, description.components[kind]![name] as unknown as T);
}
