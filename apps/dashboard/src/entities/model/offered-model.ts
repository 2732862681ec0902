import type { Model } from '@supcon/sdk';

/** The newest of the models that were frozen after the one that serves, and could; undefined where there is none. */
export function offeredModel(models: readonly Model[]): Model | undefined {
  return models
    .filter(({ offered }) => offered)
    .reduce<Model | undefined>((newest, model) => (newest && newest.createdAt >= model.createdAt ? newest : model), undefined);
}
