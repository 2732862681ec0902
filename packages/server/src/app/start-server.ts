import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import { buildApp } from '../http/build-app.js';
import { createRunService } from '../runs/run-service.js';
import type { Config } from './config.js';
import { createDrain } from './drain-server.js';
import { openAccess } from './open-access.js';
import { openServices } from './open-services.js';
import { shownLimits } from './shown-limits.js';
import { readDescription } from './read-description.js';

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Resolves when the index of every collection is open; requests that need none are answered before. */
  readonly ready: Promise<void>;
  /** Lets open requests finish, takes no new connections, saves the indexes. No request fails whose answer takes less than `drainMs`. */
  stop(): Promise<void>;
}

/** @throws ServerError BAD_CONFIG when the address cannot be listened on, or is one that others can reach while there is no key; and what opening the services throws. */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  const description = await readDescription();
  const access = await openAccess(config, logger);
  const services = await openServices(config, logger).catch(async (error: unknown) => {
    await access.close();
    throw error;
  });
  const closing = new AbortController();
  const cutOff = new AbortController();
  try {
    const background = await services.startJobs();
    const app = buildApp({
      recogniser: services.recogniser,
      models: services.models,
      classes: services.classes,
      collections: services.collections,
      runs: createRunService(path.join(config.home, 'runs')),
      background,
      logger,
      description,
      swaggerFolder: path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')),
      dashboardFolder: config.dashboard,
      apiKey: config.apiKey,
      requestsPerMinute: config.requestsPerMinute,
      wrongKeysPerMinute: config.wrongKeysPerMinute,
      keyRing: access.ring,
      keys: access.keys,
      audit: access.audit,
      allowedHosts: config.allowedHosts,
      allowedOrigins: config.allowedOrigins,
      trustedProxies: config.trustedProxies,
      basePath: config.basePath,
      closing: closing.signal,
      cutOff: cutOff.signal,
      limits: config.limits,
      shownLimits: () => shownLimits(config),
    });
    const server = createServer({ keepAliveTimeout: config.keepAliveMs }, app);
    const drain = createDrain(server);
    await listen(server, config);
    const ready = services.ready.catch((error: unknown) => logger.error({ err: error }, 'collections could not be opened'));
    return {
      url: addressOf(server),
      ready,
      stop: async () => {
        closing.abort();
        await drain.finish({ limitMs: config.drainMs, onLimit: () => cutOff.abort() });
        await services.close();
        await access.close();
      },
    };
  } catch (error) {
    await services.close();
    await access.close();
    throw error;
  }
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
