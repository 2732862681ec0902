import type { EncoderLease, EncoderLeases } from '../domain/encoder-leases.js';
import { PRODUCTION } from '../domain/model-reference.js';
import type { ModelRegistry } from '../domain/model-registry.js';
import { isSameModel, modelNotFound } from '../domain/resolve-model.js';
import type { ReadinessCheck } from '../domain/readiness.js';
import { explainUnusable } from './explain-unusable.js';
import type { Recogniser, Recognition } from './recogniser.js';
import type { Serving } from './serving.js';
import { topPredictions } from './top-predictions.js';

/** What answering about pictures needs. */
export interface EncoderRecogniserDeps {
  readonly serving: Serving;
  readonly registry: Pick<ModelRegistry, 'list' | 'aliases' | 'resolve'>;
  readonly encoders: Pick<EncoderLeases, 'lease'>;
  /** Whether the model that serves does so whatever the alias says. */
  readonly pinned: boolean;
}

/** Answers "what is this?" with the model that serves, or with the one that is asked for. */
export class EncoderRecogniser implements Recogniser {
  readonly #deps: EncoderRecogniserDeps;

  constructor(deps: EncoderRecogniserDeps) {
    this.#deps = deps;
  }

  recognise(image: Uint8Array, { model: reference }: { readonly model?: string | undefined } = {}): Promise<Recognition> {
    const { serving, pinned } = this.#deps;
    if (reference === undefined) return serving.use((lease) => recogniseWith(lease, image, pinned ? undefined : PRODUCTION));
    return this.#withModel(reference, image);
  }

  readiness(): Promise<readonly ReadinessCheck[]> {
    return Promise.resolve([this.#deps.serving.readiness()]);
  }

  async #withModel(reference: string, image: Uint8Array): Promise<Recognition> {
    const { registry, encoders } = this.#deps;
    const model = await registry.resolve(reference);
    if (!model) throw modelNotFound(reference, { models: await registry.list() });
    const named = (await registry.aliases()).find(({ alias }) => alias === reference);
    const lease = await encoders.lease(model).catch((error: unknown) => {
      throw explainUnusable(model, error);
    });
    try {
      return await recogniseWith(lease, image, named && isSameModel(named, model) ? named.alias : undefined);
    } finally {
      lease.release();
    }
  }
}

async function recogniseWith(
  { encoder, model }: Pick<EncoderLease, 'encoder' | 'model'>,
  image: Uint8Array,
  alias: string | undefined,
): Promise<Recognition> {
  const { embedding, logits, unknown, warnings } = await encoder.encode(image, { judge: true });
  return {
    model: { name: model.name, version: model.version, ...(alias === undefined ? {} : { alias }) },
    embedding,
    predictions: topPredictions(logits, model.labels, model.labels.length),
    ...(unknown ? { unknown } : {}),
    warnings,
  };
}
