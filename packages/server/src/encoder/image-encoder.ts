import { availableParallelism } from 'node:os';
import type { Artifact } from '@supcon/core/artifact';
import {
  checkDecoding,
  decodingOf,
  decodingTrouble,
  DEFAULT_MAX_PIXELS,
  explainDecodingTrouble,
  type DecodedPicture,
} from '@supcon/core/image';
import type { Logger } from 'pino';
import type { EncodedImage, EncodeOptions, Encoder } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import { timed, UNMEASURED, type Measures } from '../domain/measures.js';
import type { Turn } from '../domain/turn.js';
import { coverCell } from './cover-cell.js';
import { createMicroBatcher } from './micro-batcher.js';
import { startOnnxRuntime } from './onnx-runtime.js';
import type { PictureDecoder, PictureDecoderOptions } from './picture-decoder.js';

/** An encoder in memory, with a thread of its own. */
export interface ImageEncoder extends Encoder {
  /** Kills the worker as a fault would; it is started again. */
  kill(): Promise<void>;
  /** Ends the worker; open calls reject. */
  close(): Promise<void>;
}

/** Threads, batches and limits of the encoder. */
export interface ImageEncoderOptions extends PictureDecoderOptions {
  /** Threads of one inference. */
  readonly threads: number;
  readonly maxBatch: number;
  readonly batchWaitMs: number;
}

export const DEFAULT_ENCODER_OPTIONS: ImageEncoderOptions = {
  threads: Math.min(8, availableParallelism()),
  maxBatch: 16,
  batchWaitMs: 1,
  maxWaiting: 256,
  maxPixels: DEFAULT_MAX_PIXELS,
  decodeMs: 10_000,
};

/** From bytes to embedding and logits: pictures are decoded one by one, so that a bad one fails alone, then encoded in batches. */
export async function startImageEncoder(
  artifact: Artifact,
  options: Omit<ImageEncoderOptions, keyof PictureDecoderOptions> & Pick<ImageEncoderOptions, 'maxWaiting'>,
  decoder: Pick<PictureDecoder, 'square'>,
  logger: Logger,
  measures: Measures = UNMEASURED,
): Promise<ImageEncoder> {
  const { manifest, onnxPath } = artifact;
  const { imageSize, embeddingSize, labels, preprocessing } = manifest;
  const judges = manifest.unknown !== undefined;
  const answers = await artifact.loadGolden();
  const runtime = await startOnnxRuntime(
    { onnxPath, judgeOf: judges ? artifact.folder : undefined, imageSize, preprocessing, threads: options.threads },
    logger,
    measures,
  );
  const pixelsPerImage = imageSize * imageSize * 3;
  /** Pictures that are being decoded, and will come to the batcher. */
  let decodes = 0;

  const batcher = createMicroBatcher<{ readonly pixels: Uint8Array; readonly judge: boolean }, Omit<EncodedImage, 'warnings'>>({
    maxBatch: options.maxBatch,
    maxWaitMs: options.batchWaitMs,
    maxWaiting: options.maxWaiting,
    expected: () => decodes,
    measures,
    run: async (images) => {
      const pixels = new Uint8Array(images.length * pixelsPerImage);
      images.forEach((image, n) => pixels.set(image.pixels, n * pixelsPerImage));
      const judged = images.flatMap(({ judge }, n) => (judge ? [n] : []));
      const { embeddings, logits, unknown } = await timed(measures, 'infer', () => runtime.encode(pixels, images.length, judged));
      return images.map((_, n) => ({
        embedding: embeddings.slice(n * embeddingSize, (n + 1) * embeddingSize),
        logits: logits.slice(n * labels.length, (n + 1) * labels.length),
        ...(judged.includes(n) ? { unknown: unknown[judged.indexOf(n)]! } : {}),
      }));
    },
  });
  const decoding = decodingOf(preprocessing);
  // Said when the model is loaded, and once more if it begins later: the answers go on, a little different from those that were measured.
  let said: string | undefined;
  const sayTrouble = (trouble: string | undefined): void => {
    if (trouble !== undefined && trouble !== said)
      logger.warn(
        { model: manifest.name, version: manifest.version, decoding: decoding.version },
        `${explainDecodingTrouble(trouble)}; npm run doctor says how to mend it`,
      );
    said = trouble;
  };
  if (decoding.version > 1) sayTrouble(await checkDecoding());

  const decode = async (bytes: Uint8Array, turn: Turn | undefined): Promise<DecodedPicture> => {
    turn?.signal?.throwIfAborted();
    decodes++;
    const decoded = await decoder.square(bytes, { size: imageSize, decoding }, turn).finally(() => decodes--);
    if (decoding.version > 1) sayTrouble(decodingTrouble());
    const { warning } = decoded;
    if (warning !== undefined)
      logger.warn({ code: warning.code, bytes: bytes.length }, `a picture is not whole and is used as it is: ${warning.message}`);
    return decoded;
  };
  const infer = async (
    { pixels, warning }: Pick<DecodedPicture, 'pixels' | 'warning'>,
    { judge = false, ...turn }: EncodeOptions = {},
  ): Promise<EncodedImage> => {
    const encoded = await timed(measures, 'encode', () => batcher.submit({ pixels, judge: judge && judges }, turn));
    if (![...encoded.embedding, ...encoded.logits].every(Number.isFinite))
      throw new ServerError('INTERNAL', `the model ${manifest.name} ${manifest.version} gave numbers that are not finite; freeze it again`);
    return { ...encoded, warnings: warning === undefined ? [] : [warning] };
  };

  return {
    get status() {
      return runtime.status;
    },
    encode: async (bytes, options) => infer(await decode(bytes, options), options),
    encodeAll: async (pictures, encodeOptions) => {
      // So many as a batch holds wait for each other; the decoding of the others goes on meanwhile.
      const together: (typeof pictures)[] = [];
      for (let from = 0; from < pictures.length; from += options.maxBatch) together.push(pictures.slice(from, from + options.maxBatch));
      const outcomes = await Promise.all(
        together.map(async (part) => {
          const decoded = await Promise.allSettled(part.map(async (fetch) => decode(await fetch(), encodeOptions)));
          return Promise.allSettled(
            decoded.map((each) => (each.status === 'fulfilled' ? infer(each.value, encodeOptions) : Promise.reject(each.reason as Error))),
          );
        }),
      );
      return outcomes.flat();
    },
    occlude: async (bytes, { grid, ...turn }) => {
      const { pixels, width, height } = await decode(bytes, turn);
      const cells = Array.from({ length: grid * grid }, (_, cell) => cell);
      const logits: Float32Array[] = [];
      // So many as a batch holds wait at a time: others find the queue nearly empty.
      for (let from = 0; from < cells.length; from += options.maxBatch) {
        const covered = cells
          .slice(from, from + options.maxBatch)
          .map((cell) => ({ pixels: coverCell(pixels, imageSize, grid, cell), warning: undefined }));
        const encoded = await Promise.all(covered.map((each) => infer(each, { ...turn, background: true })));
        logits.push(...encoded.map((each) => each.logits));
      }
      return { logits, width, height };
    },
    golden: manifest.golden && answers && { record: manifest.golden, answers },
    kill: () => runtime.kill(),
    close: () => runtime.close(),
  };
}
