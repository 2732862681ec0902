import { ServerError } from './errors.js';
import { parseModelReference, requireModelAlias } from './model-reference.js';
import type { ModelAlias, ModelRecord, ModelTarget } from './model-registry.js';

/** What a registry holds at one moment. */
export interface ModelSnapshot {
  /** Newest first. */
  readonly models: readonly ModelRecord[];
  readonly aliases: readonly ModelAlias[];
}

/** Which model a reference means: the rule that every registry keeps to. @throws ServerError BAD_REQUEST. */
export function resolveModel(reference: string, { models, aliases }: ModelSnapshot): ModelRecord | undefined {
  const parsed = parseModelReference(reference);
  if (parsed.kind === 'version') return models.find(({ name, version }) => name === parsed.name && version === parsed.version);
  const word = parsed.kind === 'word' ? parsed.word : parsed.encoderHash;
  const alias = aliases.find((known) => known.alias === word);
  if (alias) return models.find((model) => isSameModel(model, alias));
  const byHash = parsed.kind === 'hash' ? models.find(({ encoderHash }) => encoderHash === parsed.encoderHash) : undefined;
  if (byHash) return byHash;
  return models
    .filter(({ name }) => name === word)
    .reduce<ModelRecord | undefined>((newest, model) => (newest && newest.version >= model.version ? newest : model), undefined);
}

/** The alias that `setAlias` keeps. @throws ServerError BAD_REQUEST, MODEL_NOT_FOUND. */
export function makeAlias(alias: string, reference: string, snapshot: ModelSnapshot, now: Date): ModelAlias {
  requireModelAlias(alias);
  if (snapshot.models.some(({ name }) => name === alias))
    throw new ServerError('BAD_REQUEST', `alias: '${alias}' is the name of a model already; choose another`);
  const model = resolveModel(reference, snapshot);
  if (!model) throw modelNotFound(reference, snapshot);
  const { name, version, encoderHash } = model;
  const before = snapshot.aliases.find((known) => known.alias === alias);
  const target = { name, version, encoderHash };
  // Said again, it still knows what it stood for before.
  const previous = before && (isSameModel(before, target) ? before.previous : targetOf(before));
  return { alias, ...target, setAt: now.toISOString(), ...(previous ? { previous } : {}) };
}

/** Whether two names mean one artifact: another one of the same name and version has another encoder. */
export function isSameModel(one: ModelTarget, other: ModelTarget): boolean {
  return one.name === other.name && one.version === other.version && one.encoderHash === other.encoderHash;
}

function targetOf({ name, version, encoderHash }: ModelTarget): ModelTarget {
  return { name, version, encoderHash };
}

/** That a reference means nothing, with what there is. */
export function modelNotFound(reference: string, { models }: Pick<ModelSnapshot, 'models'>): ServerError {
  const known = models.slice(0, 5).map(({ name, version }) => `${name}/${version}`);
  const there = known.length === 0 ? 'there is none yet; train one with supcon train' : `there are ${known.join(', ')}`;
  return new ServerError('MODEL_NOT_FOUND', `no model is called '${reference}': ${there}${models.length > 5 ? ' and more' : ''}`);
}
