import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Logger } from 'pino';
import { buildApp } from '../http/build-app.js';
import { createRunService } from '../runs/run-service.js';
import type { Config } from './config.js';
import { createDrain } from './drain-server.js';
import { listen } from './listen.js';
import { openMetrics } from './open-metrics.js';
import { openAccess } from './open-access.js';
import { openServices } from './open-services.js';
import { alsoTraced, openTracing } from './open-tracing.js';
import { shownLimits } from './shown-limits.js';
import { readDescription } from './read-description.js';

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Where the metrics are, where there are any. */
  readonly metricsUrl: string | undefined;
  /** Resolves when the index of every collection is open; requests that need none are answered before. */
  readonly ready: Promise<void>;
  /** Lets open requests finish, takes no new connections, saves the indexes. No request fails whose answer takes less than `drainMs`. */
  stop(): Promise<void>;
}

/** @throws ServerError BAD_CONFIG when the address cannot be listened on, or is one that others can reach while there is no key; and what opening the services throws. */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  const description = await readDescription();
  const metrics = config.metrics && (await openMetrics(config.metrics, logger));
  const tracing = await openTracing();
  const measures = alsoTraced(metrics?.measures, tracing);
  const access = await openAccess(config, logger);
  const services = await openServices(config, logger, measures).catch(async (error: unknown) => {
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
      items: services.items,
      projections: services.projections,
      duplicates: services.duplicates,
      predictions: services.predictions,
      feedback: services.feedback,
      drift: services.drift,
      runs: createRunService(path.join(config.home, 'runs')),
      background,
      trainings: background.trainings,
      purges: background.purges,
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
      answers: access.answers,
      allowedHosts: config.allowedHosts,
      allowedOrigins: config.allowedOrigins,
      trustedProxies: config.trustedProxies,
      basePath: config.basePath,
      closing: closing.signal,
      cutOff: cutOff.signal,
      limits: config.limits,
      measures,
      tracing,
      shownLimits: () => shownLimits(config),
    });
    const server = createServer({ keepAliveTimeout: config.keepAliveMs });
    const drain = createDrain(server);
    server.on('request', drain.answerWith(app));
    const metricsUrl = await metrics?.listen(async () => {
      const state = await services.state();
      return { ...state, ready: state.ready && !closing.signal.aborted };
    });
    const url = await listen(server, { host: config.host, port: config.port, flag: '--port' });
    const ready = services.ready.catch((error: unknown) => logger.error({ err: error }, 'collections could not be opened'));
    return {
      url,
      metricsUrl: metricsUrl && `${metricsUrl}/metrics`,
      ready,
      stop: async () => {
        closing.abort();
        await drain.finish({ limitMs: config.drainMs, onLimit: () => cutOff.abort() });
        metrics?.close();
        await services.close();
        await access.close();
      },
    };
  } catch (error) {
    metrics?.close();
    await services.close();
    await access.close();
    throw error;
  }
}
