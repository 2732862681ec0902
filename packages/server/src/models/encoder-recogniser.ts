import { labelSet } from '@supcon/core/artifact';
import type { EncoderLease, EncoderLeases } from '../domain/encoder-leases.js';
import { PRODUCTION } from '../domain/model-reference.js';
import type { ModelRegistry } from '../domain/model-registry.js';
import { isSameModel, modelNotFound } from '../domain/resolve-model.js';
import type { ReadinessCheck } from '../domain/readiness.js';
import { explainUnusable } from './explain-unusable.js';
import type { RecogniseOptions, Recogniser, Recognition } from './recogniser.js';
import type { Serving } from './serving.js';
import { probabilities, topPredictions } from './top-predictions.js';

/** What answering about pictures needs. */
export interface EncoderRecogniserDeps {
  readonly serving: Serving;
  readonly registry: Pick<ModelRegistry, 'list' | 'aliases' | 'resolve'>;
  readonly encoders: Pick<EncoderLeases, 'lease'>;
  /** Whether the model that serves does so whatever the alias says. */
  readonly pinned: boolean;
}

/** How often label sets hold the right class where nobody says it. */
const DEFAULT_COVERAGE = 0.9;

type Lease = Pick<EncoderLease, 'encoder' | 'model'>;

interface Question {
  readonly image: Uint8Array;
  readonly coverage: number;
  readonly signal: AbortSignal | undefined;
  readonly alias: string | undefined;
}

/** Answers "what is this?" with the model that serves, or with the one that is asked for. */
export class EncoderRecogniser implements Recogniser {
  readonly #deps: EncoderRecogniserDeps;

  constructor(deps: EncoderRecogniserDeps) {
    this.#deps = deps;
  }

  recognise(image: Uint8Array, { model: reference, coverage = DEFAULT_COVERAGE, signal }: RecogniseOptions = {}): Promise<Recognition> {
    const { serving, pinned } = this.#deps;
    const work = (lease: Lease, alias: string | undefined) => recogniseWith(lease, { image, coverage, alias, signal });
    if (reference === undefined) return serving.use((lease) => work(lease, pinned ? undefined : PRODUCTION));
    return this.#withModel(reference, work);
  }

  readiness(): Promise<readonly ReadinessCheck[]> {
    return Promise.resolve([this.#deps.serving.readiness()]);
  }

  async #withModel<T>(reference: string, work: (lease: Lease, alias: string | undefined) => Promise<T>): Promise<T> {
    const { registry, encoders } = this.#deps;
    const model = await registry.resolve(reference);
    if (!model) throw modelNotFound(reference, { models: await registry.list() });
    const named = (await registry.aliases()).find(({ alias }) => alias === reference);
    const lease = await encoders.lease(model).catch((error: unknown) => {
      throw explainUnusable(model, error);
    });
    try {
      return await work(lease, named && isSameModel(named, model) ? named.alias : undefined);
    } finally {
      lease.release();
    }
  }
}

async function recogniseWith({ encoder, model }: Lease, { image, coverage, alias, signal }: Question): Promise<Recognition> {
  const { embedding, logits, unknown, warnings } = await encoder.encode(image, { judge: true, signal });
  const { labels, labelSets } = model;
  const probable = probabilities(logits, model.temperature);
  return {
    model: { name: model.name, version: model.version, ...(alias === undefined ? {} : { alias }) },
    encoderHash: model.encoderHash,
    embedding,
    predictions: topPredictions(probable, labels, labels.length),
    ...(labelSets ? { labelSet: { labels: labelSet(probable, labelSets, coverage).map((c) => labels[c]!), coverage } } : {}),
    ...(unknown ? { unknown } : {}),
    warnings,
  };
}
