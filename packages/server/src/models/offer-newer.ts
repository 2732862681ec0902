import type { Logger } from 'pino';
import { PRODUCTION } from '../domain/model-reference.js';
import type { ModelRecord } from '../domain/model-registry.js';
import { newerModels } from './choose-production.js';

/** Says in the log, once for each, which newer model could serve. */
export interface Offers {
  /** @param models newest first. */
  say(models: readonly ModelRecord[], serving: ModelRecord): void;
}

/** @returns offers that remember what they have said. */
export function createOffers(logger: Logger): Offers {
  let said: string | undefined;
  return {
    say: (models, serving) => {
      const [newest, ...others] = newerModels(models, serving);
      const offer = newest && `${titleOf(newest)} ${newest.encoderHash} ${titleOf(serving)}`;
      if (!newest || offer === said) return;
      said = offer;
      const more = others.length > 0 ? ` (and ${others.length} more that are newer than it)` : '';
      logger.info(
        { offered: titleOf(newest), serves: titleOf(serving) },
        `${titleOf(newest)} of ${newest.createdAt} is there too${more}; ${titleOf(serving)} goes on serving. To switch: supcon-server alias ${PRODUCTION} ${titleOf(newest)}`,
      );
    },
  };
}

function titleOf({ name, version }: ModelRecord): string {
  return `${name}/${version}`;
}
