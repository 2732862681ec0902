import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { PRODUCTION } from '../domain/model-reference.js';
import type { ModelRegistry } from '../domain/model-registry.js';
import { chooseProduction } from './choose-production.js';
import { createOffers } from './offer-newer.js';
import type { Serving } from './serving.js';
import type { ProductionSwitch } from './switch-production.js';

/** What is looked at, and how often. */
export interface FollowProductionDeps {
  readonly registry: ModelRegistry;
  readonly serving: Serving;
  readonly production: Pick<ProductionSwitch, 'follow' | 'set'>;
  readonly everyMs: number;
  readonly logger: Logger;
}

/** Every so many looks the artifacts are listed, which reads each of their manifests, to offer what is newer. */
const OFFER_EVERY = 30;

/** Looks again and again whether another process has let `production` stand for another model, and switches to it; a server that was started before there was a model
 * takes the first one that comes. A model that cannot serve is said once in the log, and not tried again until the alias is set anew. Newer models are offered in the log.
 * @returns the way to end it, which waits for what is under way. */
export function followProduction({ registry, serving, production, everyMs, logger }: FollowProductionDeps): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const offers = createOffers(logger);
  let failed: string | undefined;
  let looks = 0;

  const look = async (): Promise<void> => {
    const alias = (await registry.aliases()).find((known) => known.alias === PRODUCTION);
    const models = serving.model === undefined || looks++ % OFFER_EVERY === 0 ? await registry.list() : undefined;
    const first = alias === undefined && serving.model === undefined ? chooseProduction(models ?? [], [])?.model : undefined;
    const wish = JSON.stringify(alias ?? first?.encoderHash ?? null);
    if (wish !== failed)
      try {
        if (first) await production.set(`${first.name}/${first.version}`);
        else await production.follow();
        failed = undefined;
      } catch (error) {
        failed = wish;
        logger.error({ err: error }, `what ${PRODUCTION} stands for cannot serve; what served before goes on`);
      }
    if (models && serving.model) offers.say(models, serving.model);
  };

  const run = async (): Promise<void> => {
    for (;;) {
      const over = await sleep(everyMs, false, { signal: stopping.signal, ref: false }).catch(() => true);
      if (over) return;
      await look().catch((error: unknown) => logger.warn({ err: error }, 'the models could not be looked at'));
    }
  };
  const ended = run();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
