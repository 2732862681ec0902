import { createRequire } from 'node:module';
import { readDescription } from '../src/app/read-description.js';

interface Validate {
  (value: unknown): boolean;
  errors?: unknown;
}
interface AjvLike {
  addSchema(schema: object, key: string): AjvLike;
  compile(schema: object): Validate;
  errorsText(errors: unknown): string;
}
interface OperationDescription {
  readonly operationId: string;
  readonly responses: Record<string, { $ref?: string; content?: Record<string, { schema: object }> }>;
}
interface Description {
  readonly paths: Record<string, Record<string, OperationDescription>>;
  readonly components: { readonly responses: Record<string, { content?: Record<string, { schema: object }> }> };
}

/** Holds answers against openapi.yaml, with the JSON Schema validator that express-openapi-validator brings along. */
export class SpecChecker {
  readonly seen = new Set<string>();
  readonly #description: Description;
  readonly #ajv: AjvLike;

  private constructor(description: Description) {
    const validatorOf = createRequire(createRequire(import.meta.url).resolve('express-openapi-validator'));
    const { default: Ajv2020 } = validatorOf('ajv/dist/2020') as { default: new (options: object) => AjvLike };
    this.#description = description;
    this.#ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(description, 'openapi');
  }

  static async load(): Promise<SpecChecker> {
    return new SpecChecker((await readDescription()) as Description);
  }

  /** All `operationId`s. */
  get operations(): string[] {
    return Object.values(this.#description.paths).flatMap((path) =>
      Object.values(path).flatMap(({ operationId }) => (typeof operationId === 'string' ? [operationId] : [])),
    );
  }

  /** @throws Error if the document does not know this answer: its operation, its status, its type or its body. */
  check(method: string, path: string, status: number, type: string | null, body: unknown): void {
    const found = this.#operation(method, path);
    if (!found) return;
    const { operation, pointer } = found;
    const described = operation.responses[String(status)];
    if (!described) throw new Error(`${operation.operationId}: openapi.yaml does not know status ${status}`);
    this.seen.add(`${operation.operationId} ${status}`);
    const reference = described.$ref?.replace('#', '');
    const content =
      reference === undefined ? described.content : this.#description.components.responses[reference.split('/').at(-1)!]?.content;
    if (!content) {
      if (body !== undefined && body !== '')
        throw new Error(`${operation.operationId} ${status}: a body that openapi.yaml does not describe`);
      return;
    }
    const media = (type ?? '').split(';')[0]!;
    if (!(media in content))
      throw new Error(`${operation.operationId} ${status}: Content-Type ${media}, openapi.yaml says ${Object.keys(content).join(', ')}`);
    // Not a stream of lines, each of which is JSON.
    if (!/[/+]json$/.test(media)) return;
    const base = reference ?? `${pointer}/responses/${status}`;
    const validate = this.#ajv.compile({ $ref: `openapi#${base}/content/${media.replaceAll('/', '~1')}/schema` });
    if (!validate(body))
      throw new Error(`${operation.operationId} ${status}: ${this.#ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  }

  #operation(method: string, path: string): { operation: OperationDescription; pointer: string } | undefined {
    for (const [template, methods] of Object.entries(this.#description.paths)) {
      const pattern = new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
      const operation = methods[method.toLowerCase()];
      if (operation && pattern.test(path))
        return {
          operation,
          pointer: `/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method.toLowerCase()}`,
        };
    }
    return undefined;
  }
}
