import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { modelNotFound } from '../domain/resolve-model.js';

/** What a model is looked for in. */
export interface WantedModelDeps {
  readonly models: Pick<ModelRegistry, 'list' | 'resolve'>;
  readonly serving: { requireModel(): ModelRecord };
}

/** The model that a reference means; the one that serves without one. @throws ServerError BAD_REQUEST, MODEL_NOT_FOUND, NO_MODEL. */
export async function wantedModel({ models, serving }: WantedModelDeps, reference: string | undefined): Promise<ModelRecord> {
  if (reference === undefined) return serving.requireModel();
  const model = await models.resolve(reference);
  if (!model) throw modelNotFound(reference, { models: await models.list() });
  return model;
}
