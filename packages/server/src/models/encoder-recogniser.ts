import path from 'node:path';
import { manifestSchema, type Manifest } from '@supcon/core/artifact';
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { topPredictions } from './top-predictions.js';
import { ServerError } from '../domain/errors.js';
import { listModels } from './model-catalogue.js';
import type { ModelDescription, Recognition, Recogniser, ReadinessCheck } from '../http/app-services.js';
import type { ImageEncoder } from '../encoder/image-encoder.js';

export interface EncoderRecogniserDeps {
  readonly encoder: ImageEncoder | undefined;
  /** Folder of `<name>/<version>/`. */
  readonly artifacts: string;
  /** The loaded artifact, which may lie elsewhere. */
  readonly activeFolder: string | undefined;
  readonly logger: Logger;
}

/** Answers "what is this?" with the loaded model. */
export class EncoderRecogniser implements Recogniser {
  readonly #deps: EncoderRecogniserDeps;

  constructor(deps: EncoderRecogniserDeps) {
    this.#deps = deps;
  }

  async recognise(image: Uint8Array): Promise<Recognition> {
    const { model, ...encoder } = requireEncoder(this.#deps.encoder);
    const { embedding, logits } = await encoder.encode(image);
    return {
      model: { name: model.name, version: model.version },
      embedding,
      predictions: topPredictions(logits, model.labels, model.labels.length),
    };
  }

  async models(): Promise<readonly ModelDescription[]> {
    const { artifacts, activeFolder, logger } = this.#deps;
    const listed = await listModels(artifacts, logger);
    const isActive = (folder: string): boolean => activeFolder !== undefined && path.resolve(folder) === path.resolve(activeFolder);
    const models = listed.map(({ folder, manifest }) => describeModel(manifest, isActive(folder)));
    if (activeFolder === undefined || models.some(({ active }) => active)) return models;
    const manifest = manifestSchema.parse(JSON.parse(await readFile(path.join(activeFolder, 'manifest.json'), 'utf8')));
    return [describeModel(manifest, true), ...models];
  }

  readiness(): Promise<readonly ReadinessCheck[]> {
    const { encoder } = this.#deps;
    const detail = !encoder
      ? 'none: train one with supcon train, then restart the server'
      : `${encoder.model.name} ${encoder.model.version}: ${encoder.status}`;
    return Promise.resolve([{ name: 'model', ok: encoder?.status === 'ready', detail }]);
  }
}

/** @throws ServerError NO_MODEL. */
export function requireEncoder(encoder: ImageEncoder | undefined): ImageEncoder {
  if (!encoder)
    throw new ServerError(
      'NO_MODEL',
      'the server was started before there was a model; train one with supcon train, then restart the server',
    );
  return encoder;
}

function describeModel(manifest: Manifest, active: boolean): ModelDescription {
  const { name, version, createdAt, embeddingSize, imageSize, labels, recipe, metrics } = manifest;
  const precision = manifest.quantization ? 'int8' : 'float32';
  return { name, version, active, createdAt, embeddingSize, imageSize, precision, labels, recipe, metrics };
}
