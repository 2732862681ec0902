import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createMcpServer } from './create-mcp-server.js';
import type { Description } from './description.js';
import { readOptions, USAGE, type Options } from './read-options.js';

// What bin/supcon-mcp.mjs loads: the only file that does something when imported. stdout is the protocol's, so people are told on stderr.
try {
  const options = readOptions(process.argv.slice(2), process.env, process.cwd());
  if (options === undefined) process.stdout.write(USAGE);
  else await serve(options);
} catch (error) {
  process.stderr.write(`supcon-mcp: ${error instanceof Error ? error.message : String(error)}\n(supcon-mcp --help lists the options)\n`);
  process.exitCode = 2;
}

async function serve(options: Options): Promise<void> {
  const file = createRequire(import.meta.url).resolve('@supcon/sdk/openapi.json');
  const description = JSON.parse(await readFile(file, 'utf8')) as Description;
  // Made once here, so that a wrong address is told before an agent is there.
  createMcpServer({ ...options, description });
  serveStdio(() => createMcpServer({ ...options, description }));
}
