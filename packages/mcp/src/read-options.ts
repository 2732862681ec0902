import path from 'node:path';
import { parseArgs } from 'node:util';

/** What `supcon-mcp` was told. */
export interface Options {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly allowWrites: boolean;
  readonly photos: readonly string[];
}

/** What `supcon-mcp --help` says. */
export const USAGE = `Usage: supcon-mcp [--url URL] [--allow-writes] [--photos FOLDER]...

Offers a Supcon server to agents, as tools of the Model Context Protocol over stdin and stdout.

  --url URL         of the server (SUPCON_URL, default http://127.0.0.1:8080)
  --allow-writes    also tools that add, label, delete, train (SUPCON_MCP_WRITES=on; default: only those that change nothing)
  --photos FOLDER   pictures in it may be named by their path; may be given several times (default: the working folder)

The key of the server comes from SUPCON_API_KEY, so that no list of processes shows it.

Example, as many agents are configured:
  { "mcpServers": { "supcon": { "command": "npx", "args": ["-y", "@supcon/mcp", "--photos", "/home/ada/photos"],
                                "env": { "SUPCON_URL": "https://photos.example", "SUPCON_API_KEY": "sc_..." } } } }
`;

/** @param args without node and script. @returns undefined where help is wanted. @throws TypeError for an option that there is not, which names it. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv, folder: string): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      'allow-writes': { type: 'boolean' },
      photos: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return undefined;
  const said = env['SUPCON_MCP_WRITES'] ?? 'off';
  if (said !== 'on' && said !== 'off') throw new TypeError(`SUPCON_MCP_WRITES: expected on or off, got ${JSON.stringify(said)}`);
  return {
    baseUrl: values.url ?? env['SUPCON_URL'] ?? 'http://127.0.0.1:8080',
    apiKey: env['SUPCON_API_KEY'],
    allowWrites: values['allow-writes'] ?? said === 'on',
    photos: (values.photos ?? ['.']).map((one) => path.resolve(folder, one)),
  };
}
