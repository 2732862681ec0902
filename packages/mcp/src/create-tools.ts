import { operationsOf, type Description, type Operation } from './description.js';
import { isReading } from './call-operation.js';
import { shapeOf, type Shape } from './input-schema.js';
import { LEFT_OUT } from './left-out.js';

/** A tool, and the operation that it stands for. */
export interface OperationTool {
  /** The operation's id. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly shape: Shape;
  readonly operation: Operation;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    /** It asks one server, and nobody else. */
    readonly openWorldHint: false;
  };
}

/** The operations of the API as tools, with its own names, words and schemas.
 * @param allowWrites whether those that change something are among them. */
export function createTools(description: Description, allowWrites: boolean): OperationTool[] {
  return operationsOf(description)
    .filter((operation) => !(operation.operationId in LEFT_OUT) && (allowWrites || isReading(operation)))
    .map((operation) => {
      const { operationId, summary, method } = operation;
      const isReader = isReading(operation);
      return {
        name: operationId,
        title: summary,
        description: [summary, operation.description?.trim()].filter((text) => text !== undefined).join('\n\n'),
        shape: shapeOf(description, operation),
        operation,
        annotations: {
          readOnlyHint: isReader,
          destructiveHint: !isReader && (method === 'delete' || method === 'patch' || /^delete|^remove|^forget/.test(operationId)),
          idempotentHint: method !== 'post' || isReader,
          openWorldHint: false,
        },
      };
    });
}
