import type { Config } from '../app/config.js';
import { openModelRegistry } from '../app/open-model-registry.js';
import { ServerError } from '../domain/errors.js';
import { PRODUCTION, requireModelAlias } from '../domain/model-reference.js';
import type { ModelAlias } from '../domain/model-registry.js';
import { commandLogger } from './command-logger.js';
import { recordCommand } from './record-command.js';
import type { Reporter } from './reporter.js';

const WHEN = 'a server that runs follows within seconds';

/** Lets an alias stand for a model.
 * @param reference as `ModelRegistry.resolve` takes it. @throws ServerError BAD_REQUEST, MODEL_NOT_FOUND. */
export async function setAlias({ home }: Pick<Config, 'home'>, alias: string, reference: string, reporter: Reporter): Promise<void> {
  const registry = openModelRegistry(home, commandLogger());
  const before = (await registry.aliases()).find((known) => known.alias === alias);
  const made = await registry.setAlias(alias, reference, new Date());
  reporter.event('alias', { alias, model: target(made), previous: before ? target(before) : null });
  reporter.say(`${alias}: ${before ? `${titleOf(before)} -> ` : ''}${titleOf(made)}; ${WHEN}`);
  await recordCommand(home, 'setAlias', { alias, model: titleOf(made) }, reporter);
}

/** Removes an alias; no model is touched. @throws ServerError BAD_REQUEST, MODEL_NOT_FOUND if there is none. */
export async function removeAlias({ home }: Pick<Config, 'home'>, alias: string, reporter: Reporter): Promise<void> {
  const registry = openModelRegistry(home, commandLogger());
  requireModelAlias(alias);
  const before = (await registry.aliases()).find((known) => known.alias === alias);
  if (!(await registry.removeAlias(alias)))
    throw new ServerError('MODEL_NOT_FOUND', `there is no alias '${alias}'; supcon-server models lists those that there are`);
  reporter.event('alias', { alias, model: null, previous: before ? target(before) : null });
  const next = alias === PRODUCTION ? '; the next start of the server chooses anew what serves' : '';
  reporter.say(`${alias}: removed${before ? `, it was ${titleOf(before)}` : ''}${next}`);
  await recordCommand(home, 'removeAlias', { alias }, reporter);
}

function target({ name, version, encoderHash }: ModelAlias): { name: string; version: number; encoderHash: string } {
  return { name, version, encoderHash };
}

function titleOf({ name, version }: ModelAlias): string {
  return `${name}/${version}`;
}
