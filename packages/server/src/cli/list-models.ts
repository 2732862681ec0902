import type { Config } from '../app/config.js';
import { openModelRegistry } from '../app/open-model-registry.js';
import { PRODUCTION } from '../domain/model-reference.js';
import type { ModelAlias, ModelRecord } from '../domain/model-registry.js';
import { commandLogger } from './command-logger.js';
import { modelTable, type ListedModel } from './model-table.js';
import type { Reporter } from './reporter.js';

/** Prints the models of a home, newest first: a table on stdout, or one event a model with --json. */
export async function listModels({ home }: Pick<Config, 'home'>, reporter: Reporter, { json }: { json: boolean }): Promise<void> {
  const registry = openModelRegistry(home, commandLogger());
  const [models, aliases] = [await registry.list(), await registry.aliases()];
  const listed = matchAliases(models, aliases);
  const dangling = aliases.filter((alias) => !listed.some((entry) => entry.aliases.includes(alias.alias)));
  for (const { model, aliases: names, serves } of listed) {
    const { name, version, createdAt, precision, encoderHash, embeddingSize, location } = model;
    reporter.event('model', { name, version, createdAt, precision, aliases: names, serves, encoderHash, embeddingSize, folder: location });
  }
  for (const { alias, name, version, encoderHash } of dangling) reporter.event('dangling-alias', { alias, name, version, encoderHash });
  if (!json && listed.length > 0) process.stdout.write(modelTable(listed));
  if (listed.length === 0) reporter.say(`no models lie in ${home}/artifacts yet; train one with supcon train`);
  for (const { alias, name, version } of dangling) reporter.say(`${alias} is ${name}/${version}, whose artifact is not there any more`);
  if (listed.length > 0 && !aliases.some(({ alias }) => alias === PRODUCTION))
    reporter.say(
      `none is ${PRODUCTION} yet: the next start of the server chooses one; supcon-server alias ${PRODUCTION} MODEL does it now`,
    );
}

function matchAliases(models: readonly ModelRecord[], aliases: readonly ModelAlias[]): ListedModel[] {
  return models.map((model) => {
    const own = aliases.flatMap(({ alias, name, version, encoderHash }) =>
      name === model.name && version === model.version && encoderHash === model.encoderHash ? [alias] : [],
    );
    return { model, aliases: own, serves: own.includes(PRODUCTION) };
  });
}
