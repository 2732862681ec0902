import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../../../..');
const bin = path.join(root, 'packages/server/bin/supcon-server.mjs');
const dashboard = path.join(root, 'apps/dashboard/dist');

export interface LiveServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Starts the real server with the built dashboard, as a process of its own.
 * @param port 0 for any free one. */
export async function startServer(
  home: string,
  { port = 0, env = {} }: { port?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<LiveServer> {
  const child = spawn(process.execPath, [bin, '--home', home, '--port', String(port), '--dashboard', dashboard, '--json'], {
    cwd: root,
    env: { ...process.env, SUPCON_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = await listeningUrl(child, () => said);
  return {
    url,
    port: Number(new URL(url).port),
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

async function listeningUrl(child: ChildProcess, said: () => string): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  for await (const line of lines) {
    const event = JSON.parse(line) as { event?: string; url?: string };
    if (event.event === 'listening' && event.url !== undefined) {
      // Leaving the loop closed the lines; what follows is thrown away so that the pipe never fills.
      child.stdout!.resume();
      return event.url.replace(/\/+$/, '');
    }
  }
  throw new Error(`the server ended before it listened:\n${said()}`);
}
