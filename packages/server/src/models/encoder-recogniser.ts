import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import type { ReadinessCheck } from '../domain/readiness.js';
import type { ModelDescription, Recogniser, Recognition } from './recogniser.js';
import { requireServing, type ServingModel } from './serving-model.js';
import { topPredictions } from './top-predictions.js';

/** What answering about pictures needs; without an encoder there is no model. */
export interface EncoderRecogniserDeps {
  readonly serving: ServingModel;
  readonly registry: Pick<ModelRegistry, 'list'>;
}

/** Answers "what is this?" with the model that serves. */
export class EncoderRecogniser implements Recogniser {
  readonly #deps: EncoderRecogniserDeps;

  constructor(deps: EncoderRecogniserDeps) {
    this.#deps = deps;
  }

  async recognise(image: Uint8Array): Promise<Recognition> {
    const { model, encoder } = requireServing(this.#deps.serving);
    const { embedding, logits, unknown, warnings } = await encoder.encode(image, { judge: true });
    return {
      model: { name: model.name, version: model.version },
      embedding,
      predictions: topPredictions(logits, model.labels, model.labels.length),
      ...(unknown ? { unknown } : {}),
      warnings,
    };
  }

  async models(): Promise<readonly ModelDescription[]> {
    const serving = this.#deps.serving.lease?.model;
    const isServing = ({ location, encoderHash }: ModelRecord): boolean =>
      serving !== undefined && location === serving.location && encoderHash === serving.encoderHash;
    const models = await this.#deps.registry.list();
    // One whose artifact was deleted behind the server's back still answers.
    const all = serving === undefined || models.some(isServing) ? models : [serving, ...models];
    return all.map((model) => describeModel(model, isServing(model)));
  }

  readiness(): Promise<readonly ReadinessCheck[]> {
    const { serving } = this.#deps;
    if (!serving.lease) return Promise.resolve([{ name: 'model', ok: false, detail: `none: ${serving.reason}` }]);
    const { encoder, model } = serving.lease;
    return Promise.resolve([
      { name: 'model', ok: encoder.status === 'ready', detail: `${model.name} ${model.version}: ${encoder.status}` },
    ]);
  }
}

function describeModel(record: ModelRecord, active: boolean): ModelDescription {
  const { name, version, createdAt, embeddingSize, imageSize, precision, labels, recipe, metrics } = record;
  return { name, version, active, createdAt, embeddingSize, imageSize, precision, labels, recipe, metrics };
}
