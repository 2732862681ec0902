import type { Model } from '@supcon/sdk';

/** The model that answers; undefined where the server runs without one. */
export function servingModel(models: readonly Model[]): Model | undefined {
  return models.find(({ active }) => active);
}
