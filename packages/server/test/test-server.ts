import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { components } from '@supcon/sdk/schema';
import { pino } from 'pino';
import { startServer, type RunningServer } from '../src/app/start-server.js';
import { readConfig, type SettingName } from '../src/app/config.js';
import { SpecChecker } from './spec-checker.js';
import { makeTinyArtifact, type TinyArtifactOptions } from './tiny-artifact.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed if it is JSON, text otherwise, undefined if there is none. */
  readonly body: unknown;
  readonly bytes: Uint8Array;
}

export interface TestServer {
  readonly url: string;
  readonly metricsUrl: string | undefined;
  readonly home: string;
  readonly checker: SpecChecker;
  /** Asks, and holds the answer against openapi.yaml. */
  ask(method: string, address: string, init?: RequestInit): Promise<Answer>;
  /** @param between is done while no server runs. */
  restart(between?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** A whole server on a free port, with a real artifact of random weights (unless `model` is false), in a home of its own. */
export async function startTestServer({
  model = true,
  artifact = {},
  settings = {},
  prepare = () => Promise.resolve(),
  onLog,
}: {
  model?: boolean;
  /** What its artifact is made of. */
  artifact?: TinyArtifactOptions;
  settings?: Partial<Record<SettingName, string>>;
  /** Done in the home before the server starts. */
  prepare?: (home: string) => Promise<unknown>;
  /** Called with each line of the log. */
  onLog?: (line: Readonly<Record<string, unknown>>) => void;
} = {}): Promise<TestServer> {
  const home = await mkdtemp(path.join(tmpdir(), 'supcon-server-'));
  if (model) await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'), artifact);
  await prepare(home);
  const checker = await SpecChecker.load();
  const config = readConfig({}, { SUPCON_HOME: home, SUPCON_PORT: '0', SUPCON_THREADS: '1', ...settings });
  const logger = onLog
    ? pino({ level: 'info' }, { write: (line: string) => onLog(JSON.parse(line) as Record<string, unknown>) })
    : pino({ level: 'silent' });
  const start = (): Promise<RunningServer> => startServer(config, logger);
  let server = await start();
  return {
    get url() {
      return server.url;
    },
    get metricsUrl() {
      return server.metricsUrl;
    },
    home,
    checker,
    ask: async (method, address, init = {}) => {
      const response = await fetch(server.url + address, { method, redirect: 'manual', ...init });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const type = response.headers.get('content-type');
      const text = Buffer.from(bytes).toString('utf8');
      const body: unknown = bytes.length === 0 ? undefined : /[/+]json/.test(type ?? '') ? JSON.parse(text) : text;
      checker.check(method, new URL(address, server.url).pathname, response.status, type, body);
      return { status: response.status, headers: response.headers, body, bytes };
    },
    restart: async (between) => {
      await server.stop();
      between?.();
      server = await start();
    },
    close: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What embed answers where nothing is said of the encoding. */
export type EmbeddedNumbers = Omit<components['schemas']['EmbedResponse'], 'embedding'> & { readonly embedding: number[] };

/** A picture as the body of a request. */
export function raw(bytes: Uint8Array, type = 'image/png'): RequestInit {
  return { headers: { 'content-type': type }, body: Buffer.from(bytes) };
}

/** A form with a picture and text fields. */
export function form(bytes: Uint8Array | undefined, fields: Readonly<Record<string, string>> = {}): RequestInit {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  if (bytes) body.set('image', new Blob([Buffer.from(bytes)]), 'picture.png');
  return { body };
}

/** A form with several pictures. */
export function formOf(pictures: readonly Uint8Array[]): RequestInit {
  const body = new FormData();
  for (const bytes of pictures) body.append('image', new Blob([Buffer.from(bytes)]), 'picture.png');
  return { body };
}

export function asJson(body: unknown): RequestInit {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
