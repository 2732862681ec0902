import { labelSet } from '@supcon/core/artifact';
import { UNOBSERVED, type DriftObserver } from '../domain/drift-observer.js';
import type { EncodedImage, EncoderLease, EncoderLeases } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import { PRODUCTION } from '../domain/model-reference.js';
import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { isSameModel, modelNotFound } from '../domain/resolve-model.js';
import type { ReadinessCheck } from '../domain/readiness.js';
import { createPool } from '../threads/pool.js';
import { explainUnusable } from './explain-unusable.js';
import { occlusionMap, requireExplainable, type OcclusionWishes } from './occlusion-map.js';
import type { Answers, AnsweringModel, EmbeddedPicture, PictureSource, RecogniseOptions, Recogniser, Recognition } from './recogniser.js';
import type { Serving } from './serving.js';
import { probabilities, topPredictions } from '../domain/top-predictions.js';

/** What answering about pictures needs. */
export interface EncoderRecogniserDeps {
  readonly serving: Serving;
  readonly registry: Pick<ModelRegistry, 'list' | 'aliases' | 'resolve'>;
  readonly encoders: Pick<EncoderLeases, 'lease'>;
  /** Whether the model that serves does so whatever the alias says. */
  readonly pinned: boolean;
  /** Told of each picture that is classified; default nobody. */
  readonly observer?: DriftObserver;
}

/** Pictures that are explained at a time, each a batch of the encoder after another, and that may wait for it. */
const EXPLAINING = { concurrent: 2, waiting: 8 };

/** How often label sets hold the right class where nobody says it. */
const DEFAULT_COVERAGE = 0.9;

type Lease = Pick<EncoderLease, 'encoder' | 'model'>;

interface Answering {
  readonly encoder: EncoderLease['encoder'];
  readonly model: ModelRecord;
  readonly answering: AnsweringModel;
}

/** Answers "what is this?" with the model that serves, or with the one that is asked for. */
export class EncoderRecogniser implements Recogniser {
  readonly #deps: EncoderRecogniserDeps;
  readonly #observer: DriftObserver;
  readonly #explaining = createPool('pictures to explain', EXPLAINING);

  constructor(deps: EncoderRecogniserDeps) {
    this.#deps = deps;
    this.#observer = deps.observer ?? UNOBSERVED;
  }

  recognise(image: Uint8Array, { model, coverage = DEFAULT_COVERAGE, explain, ...turn }: RecogniseOptions = {}): Promise<Recognition> {
    return this.#answer(model, async ({ encoder, ...by }) => {
      if (explain) requireExplainable(by.model, explain);
      const found = this.#describe(by, await encoder.encode(image, { ...turn, judge: true }), coverage, image);
      return explain ? this.#explain({ encoder, model: by.model }, found, image, explain, turn) : found;
    });
  }

  recogniseAll(
    pictures: readonly PictureSource[],
    { model, coverage = DEFAULT_COVERAGE, explain, ...turn }: RecogniseOptions = {},
  ): Promise<Answers<Recognition>> {
    return this.#answer(model, async ({ encoder, ...by }) => {
      if (explain) requireExplainable(by.model, explain);
      const kept: Uint8Array[] = [];
      const fetch = async (picture: PictureSource, at: number): Promise<Uint8Array> => {
        const bytes = await picture.bytes();
        if (this.#observer.wantsPictures) kept[at] = bytes;
        return bytes;
      };
      const encoded = await encoder.encodeAll(
        pictures.map((picture, at) => () => fetch(picture, at)),
        { ...turn, judge: true },
      );
      const found = encoded.map((each, at) => mapSettled(each, (one) => this.#describe(by, one, coverage, kept[at])));
      const explained = explain
        ? await Promise.allSettled(
            found.map(async (each, at) => {
              if (each.status === 'rejected') throw each.reason;
              return this.#explain({ encoder, model: by.model }, each.value, await pictures[at]!.bytes(), explain, turn);
            }),
          )
        : found;
      return answersOf(by.answering, explained);
    });
  }

  embedAll(
    pictures: readonly PictureSource[],
    { model, ...turn }: Omit<RecogniseOptions, 'coverage' | 'explain'> = {},
  ): Promise<Answers<EmbeddedPicture>> {
    return this.#answer(model, async ({ encoder, model: { encoderHash }, answering }) => {
      const kept = await Promise.allSettled(pictures.map(async (picture) => picture.embedding?.(encoderHash)));
      const left = pictures.filter((_, at) => isMissing(kept[at]!));
      const encoded = await encoder.encodeAll(
        left.map((picture) => () => picture.bytes()),
        turn,
      );
      const next = encoded.values();
      return answersOf(
        answering,
        kept.map((each) =>
          isMissing(each)
            ? mapSettled(next.next().value!, ({ embedding, warnings }) => ({ embedding, warnings }))
            : mapSettled(each, (embedding) => ({ embedding: embedding!, warnings: [] })),
        ),
      );
    });
  }

  readiness(): Promise<readonly ReadinessCheck[]> {
    return Promise.resolve([this.#deps.serving.readiness()]);
  }

  /** What is said of a picture, which the observer hears of too. @param bytes the picture, where it is at hand. */
  #describe(
    by: Pick<Answering, 'model' | 'answering'>,
    encoded: EncodedImage,
    coverage: number,
    bytes: Uint8Array | undefined,
  ): Recognition {
    const probable = probabilities(encoded.logits, by.model.temperature);
    const confidence = probable.reduce((most, value) => Math.max(most, value), 0);
    const { embedding, unknown } = encoded;
    this.#observer.saw(by.model, { embedding, confidence, label: probable.indexOf(confidence), unknown, bytes });
    return describeRecognition(by, encoded, probable, coverage);
  }

  /** Adds where the picture speaks for a class. A few explanations at a time leave the encoder to others. */
  async #explain(
    { encoder, model }: Pick<Answering, 'encoder' | 'model'>,
    found: Recognition,
    image: Uint8Array,
    wishes: OcclusionWishes,
    turn: Pick<RecogniseOptions, 'client' | 'signal'>,
  ): Promise<Recognition> {
    const occluded = await this.#explaining.run(() => encoder.occlude(image, { ...turn, grid: wishes.grid }), turn);
    return { ...found, occlusion: occlusionMap(found.predictions, occluded, model, wishes) };
  }

  /** Works with the model that serves, or with the one that is asked for, to the end. */
  async #answer<T>(reference: string | undefined, work: (answering: Answering) => Promise<T>): Promise<T> {
    const { serving, pinned, registry, encoders } = this.#deps;
    const withLease = ({ encoder, model }: Lease, alias: string | undefined): Promise<T> =>
      work({ encoder, model, answering: { name: model.name, version: model.version, ...(alias === undefined ? {} : { alias }) } });
    if (reference === undefined) return serving.use((lease) => withLease(lease, pinned ? undefined : PRODUCTION));
    const model = await registry.resolve(reference);
    if (!model) throw modelNotFound(reference, { models: await registry.list() });
    const named = (await registry.aliases()).find(({ alias }) => alias === reference);
    const lease = await encoders.lease(model).catch((error: unknown) => {
      throw explainUnusable(model, error);
    });
    try {
      return await withLease(lease, named && isSameModel(named, model) ? named.alias : undefined);
    } finally {
      lease.release();
    }
  }
}

function describeRecognition(
  { model, answering }: Pick<Answering, 'model' | 'answering'>,
  { embedding, unknown, warnings }: EncodedImage,
  probable: Float64Array,
  coverage: number,
): Recognition {
  const { labels, labelSets } = model;
  return {
    model: answering,
    encoderHash: model.encoderHash,
    embedding,
    predictions: topPredictions(probable, labels, labels.length),
    ...(labelSets ? { labelSet: { labels: labelSet(probable, labelSets, coverage).map((c) => labels[c]!), coverage } } : {}),
    ...(unknown ? { unknown } : {}),
    warnings,
  };
}

/** @throws what all of them failed with, where that is nothing about any picture: the request may be sent again as it is. */
function answersOf<T>(model: AnsweringModel, results: readonly PromiseSettledResult<T>[]): Answers<T> {
  const reasons = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (reasons.length === results.length && reasons.length > 0 && reasons.every(isPassing)) throw reasons[0];
  return { model, results };
}

function isPassing(error: unknown): boolean {
  return error instanceof ServerError && (error.code === 'TOO_BUSY' || error.code === 'NOT_READY');
}

function isMissing<T>(each: PromiseSettledResult<T | undefined>): boolean {
  return each.status === 'fulfilled' && each.value === undefined;
}

function mapSettled<T, U>(each: PromiseSettledResult<T>, map: (value: T) => U): PromiseSettledResult<U> {
  return each.status === 'fulfilled' ? { status: 'fulfilled', value: map(each.value) } : each;
}
