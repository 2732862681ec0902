import { createServer } from 'node:http';
import type { Logger } from 'pino';
import type { MeasuredState, Measures } from '../domain/measures.js';
import { metricsListener } from '../http/metrics/metrics-listener.js';
import { isLoopback, type Config } from './config.js';
import { listen } from './listen.js';

/** What is measured, and its port. */
export interface Metrics {
  readonly measures: Measures;
  /** Shows them. @returns where. @throws ServerError BAD_CONFIG where it cannot be listened on. */
  listen(state: () => Promise<MeasuredState>): Promise<string>;
  close(): void;
}

/** A scrape is one small request: whoever holds more connections, or sends slowly, is no Prometheus. */
const SERVER_LIMITS = { requestTimeout: 5000, headersTimeout: 5000, connectionsCheckingInterval: 1000 };
const MAX_CONNECTIONS = 32;

/** Begins to measure. The library is loaded only here: a server without metrics does not know it. */
export async function openMetrics({ host, port }: NonNullable<Config['metrics']>, logger: Logger): Promise<Metrics> {
  const { createPrometheusMeasures } = await import('../adapters/prometheus/prometheus-measures.js');
  const shown = createPrometheusMeasures();
  const server = createServer(SERVER_LIMITS);
  server.maxConnections = MAX_CONNECTIONS;
  return {
    measures: shown.measures,
    listen: (state) => {
      server.on(
        'request',
        metricsListener({ contentType: shown.contentType, read: () => shown.read(state) }, { forThisMachine: isLoopback(host), logger }),
      );
      return listen(server, { host, port, flag: '--metrics-port' });
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
