import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../app/config.js';
import { startServer } from '../app/start-server.js';
import { openLogger } from './command-logger.js';
import type { Reporter } from './reporter.js';

const READY_WITHIN_MS = 5000;

/** Answers over HTTP until SIGINT or SIGTERM, then stops in order, also when the signal came while it started; a second signal ends it at once. */
export async function serve(config: Config, reporter: Reporter): Promise<void> {
  const stopping = stopSignal();
  const server = await startServer(config, openLogger(config.logLevel));
  // So that whoever waits for this line can search at once; a long rebuild of an index is not waited for.
  await Promise.race([server.ready, stopping, sleep(READY_WITHIN_MS, undefined, { ref: false })]);
  const { url, metricsUrl } = server;
  reporter.event('listening', { url, ...(metricsUrl === undefined ? {} : { metricsUrl }) });
  reporter.say(`supcon-server: ${url}  (API description at ${url}/docs; Ctrl-C stops)`);
  if (metricsUrl !== undefined) reporter.say(`supcon-server: metrics at ${metricsUrl}`);
  const signal = await stopping;
  reporter.say(`supcon-server: ${signal}, finishing what is under way`);
  await server.stop();
  reporter.event('stopped', { signal });
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const)
      // `once`: the next one of its kind does what it does by default.
      process.once(name, () => resolve(name));
  });
}
