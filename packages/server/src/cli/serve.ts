import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino, type Logger } from 'pino';
import type { Config } from '../app/config.js';
import { ServerError } from '../domain/errors.js';
import { buildApp } from '../http/build-app.js';
import { createRunService } from '../runs/run-service.js';
import { openServices } from '../app/open-services.js';
import type { Reporter } from './reporter.js';

const READY_WITHIN_MS = 5000;

export interface RunningServer {
  readonly url: string;
  /** Resolves when the index of every collection is open; requests that need none are answered before. */
  readonly ready: Promise<void>;
  /** Takes no new connections, lets open requests finish, saves the indexes. */
  stop(): Promise<void>;
}

/** Answers over HTTP until SIGINT or SIGTERM, then stops in order; a second signal ends it at once. */
export async function serve(config: Config, reporter: Reporter): Promise<void> {
  const logger = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  const server = await startServer(config, logger);
  // So that whoever waits for this line can search at once; a long rebuild of an index is not waited for.
  await Promise.race([server.ready, sleep(READY_WITHIN_MS, undefined, { ref: false })]);
  reporter.event('listening', { url: server.url });
  reporter.say(`supcon-server: ${server.url}  (API description at ${server.url}/docs; Ctrl-C stops)`);
  const signal = await stopSignal();
  reporter.say(`supcon-server: ${signal}, finishing what is under way`);
  await server.stop();
  reporter.event('stopped', { signal });
}

/** @throws ServerError BAD_CONFIG when the address cannot be listened on, and what opening the services throws. */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  const description = await readDescription();
  const services = await openServices(config, logger);
  const closing = new AbortController();
  const app = buildApp({
    recogniser: services.recogniser,
    collections: services.collections,
    runs: createRunService(path.join(config.home, 'runs')),
    logger,
    description,
    swaggerFolder: path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')),
    dashboardFolder: config.dashboard,
    apiKey: config.apiKey,
    allowedHosts: config.allowedHosts,
    closing: closing.signal,
    limits: config.limits,
  });
  const server = createServer(app);
  try {
    await services.startJobs();
    await listen(server, config);
  } catch (error) {
    await services.close();
    throw error;
  }
  const ready = services.ready.catch((error: unknown) => logger.error({ err: error }, 'collections could not be opened'));
  return {
    url: addressOf(server),
    ready,
    stop: async () => {
      closing.abort();
      await drain(server, config.drainMs);
      await services.close();
    },
  };
}

/** The API description: `openapi/*.yaml` of this package as the SDK bundles it. */
export async function readDescription(): Promise<object> {
  return JSON.parse(await readFile(createRequire(import.meta.url).resolve('@supcon/sdk/openapi.json'), 'utf8')) as object;
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'EADDRINUSE' ? `port ${port} is in use; choose another with --port, or --port 0 for any free one` : String(code);
    throw new ServerError('BAD_CONFIG', `cannot listen on ${host}:${port}: ${reason}`, { cause });
  }
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

/** Waits for open requests, but no longer than `limitMs`; then they are cut off. */
async function drain(server: Server, limitMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), limitMs);
  await closed;
  clearTimeout(cut);
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const)
      // `once`: the next one of its kind does what it does by default.
      process.once(name, () => resolve(name));
  });
}
