import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { SettingName } from '../src/app/config.js';

const BIN = fileURLToPath(new URL('../bin/supcon-server.mjs', import.meta.url));

/** Own settings only: what the tests' shell has set must not change what they see. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SUPCON_')));

/** How the built command is started, without its arguments. */
export const SERVER_PROGRAM = { command: process.execPath, args: [BIN], env: ENVIRONMENT } as const;

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Ends it and resolves with its exit code, null if a signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The built server as a process of its own, on a free port, its events on stdout. */
export function spawnServer(
  home: string,
  settings: Partial<Record<SettingName, string>> = {},
  more: readonly string[] = [],
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [BIN, '--home', home, '--port', '0', '--json', '--log-level', 'warn', ...more], {
    env: { ...ENVIRONMENT, SUPCON_THREADS: '1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts the built server as a process of its own, on a free port, and waits until it listens. */
export async function startServerProcess(
  home: string,
  settings: Partial<Record<SettingName, string>> = {},
  more: readonly string[] = [],
): Promise<ServerProcess> {
  const child = spawnServer(home, settings, more);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, url } = JSON.parse(line) as { event: string; url?: string };
    if (event !== 'listening' || url === undefined) continue;
    child.stdout.resume();
    return {
      url,
      child,
      end: async (signal) => {
        child.kill(signal);
        return (await exited)[0];
      },
    };
  }
  throw new Error(`the server ended before it listened:\n${errors}`);
}

/** Runs the built command to its end. */
export async function runCommand(
  ...args: string[]
): Promise<{ code: number | null; events: Record<string, unknown>[]; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...args], { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const events = args.includes('--json')
    ? stdout
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    : [];
  return { code, events, stdout, stderr };
}
