export { createMcpServer, type McpOptions } from './create-mcp-server.js';
export type { Description } from './description.js';
