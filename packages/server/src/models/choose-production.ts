import type { ModelRecord } from '../domain/model-registry.js';

/** How much of a collection's contents an encoder has made. */
export interface HeldVectors {
  readonly encoderHash: string;
  readonly items: number;
}

/** Which model serves where nobody has said it yet: the one that most of the items in the collections were encoded with, so that what was filled before
 * stays what it was; where there are none the newest, and one in 8 bits only if it lost no more than its limit allows, or if there is no other.
 * @param models newest first. @returns undefined where there is no model; `items` that speak for it. */
export function chooseProduction(
  models: readonly ModelRecord[],
  collections: readonly HeldVectors[],
): { model: ModelRecord; items: number } | undefined {
  const itemsOf = (model: ModelRecord): number =>
    collections.reduce((sum, { encoderHash, items }) => (encoderHash === model.encoderHash ? sum + items : sum), 0);
  const losesTooMuch = ({ quantization }: ModelRecord): boolean => quantization?.withinLimit === false;
  return [...models]
    .sort((one, other) => Number(losesTooMuch(one)) - Number(losesTooMuch(other)))
    .map((model) => ({ model, items: itemsOf(model) }))
    .reduce<{ model: ModelRecord; items: number } | undefined>((best, next) => (best && best.items >= next.items ? best : next), undefined);
}

/** Models that were frozen after the one that serves: what a person may want to switch to. Newest first.
 * @param models newest first. */
export function newerModels(models: readonly ModelRecord[], serving: ModelRecord): ModelRecord[] {
  return models.filter(
    ({ name, version, createdAt, encoderHash }) =>
      createdAt > serving.createdAt && (encoderHash !== serving.encoderHash || (name === serving.name && version !== serving.version)),
  );
}
