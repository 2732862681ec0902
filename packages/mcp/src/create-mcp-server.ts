import { fromJsonSchema, McpServer, type CallToolResult } from '@modelcontextprotocol/server';
import { Transport } from '@supcon/sdk/parts';
import { SupconApiError, SupconError } from '@supcon/sdk';
import { callOperation, type Arguments } from './call-operation.js';
import { createTools } from './create-tools.js';
import type { Description } from './description.js';
import { ArgumentRefused } from './read-picture.js';

/** Which server is offered to an agent, and how much of it. */
export interface McpOptions {
  /** Of the Supcon server. */
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  /** The API's description: openapi.json of the SDK. */
  readonly description: Description;
  /** Whether the agent may change something. */
  readonly allowWrites: boolean;
  /** Absolute folders whose pictures the agent may name; the first is where relative paths begin. */
  readonly photos: readonly string[];
  /** Replaces the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** A server of the Model Context Protocol whose tools are the operations of a Supcon server.
 * @throws BadRequestError for an address or a key that can be none. */
export function createMcpServer({ description, allowWrites, photos, ...to }: McpOptions): McpServer {
  const transport = new Transport(to);
  const { version } = description.info;
  const instructions =
    `Tools of the Supcon server at ${transport.baseUrl}: it recognises pictures and finds those that look alike. Pictures are named by a path below ${photos.join(', ')}, or sent as base64. ` +
    (allowWrites ? 'Some tools change what is kept there.' : 'Nothing can be changed: it was started without --allow-writes.');
  const server = new McpServer({ name: 'supcon', version }, { instructions, capabilities: { tools: {} } });
  for (const { name, title, description: says, shape, operation, annotations } of createTools(description, allowWrites)) {
    const inputSchema = fromJsonSchema<Arguments>(shape.inputSchema);
    server.registerTool(name, { title, description: says, inputSchema, annotations }, async (given, context): Promise<CallToolResult> => {
      try {
        return {
          content: [await contentOf(await callOperation(operation, shape, given, { transport, photos, signal: context.mcpReq.signal }))],
        };
      } catch (error) {
        return { content: [{ type: 'text', text: wordsOf(error) }], isError: true };
      }
    });
  }
  return server;
}

async function contentOf(answer: unknown): Promise<CallToolResult['content'][number]> {
  if (answer instanceof Blob)
    return { type: 'image', mimeType: answer.type, data: Buffer.from(await answer.arrayBuffer()).toString('base64') };
  return { type: 'text', text: answer === undefined ? 'Done.' : JSON.stringify(answer) };
}

/** For the agent, which may mend what it asked. @throws what is a fault of this program. */
function wordsOf(error: unknown): string {
  if (error instanceof SupconApiError)
    return `${error.message} [${error.code}${error.requestId === undefined ? '' : `, request ${error.requestId}`}]`;
  if (error instanceof SupconError || error instanceof ArgumentRefused) return error.message;
  throw error;
}
