import { drawGoldenPictures, GOLDEN, type GoldenRecord } from '@supcon/core/artifact';
import sharp from 'sharp';
import type { EncoderLease } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import { goldenDifference } from './compare-golden.js';

/** Whether a model that was just loaded can answer: it is given drawn pictures, and must give each an embedding of unit length and a finite number for each class, different
 * pictures different embeddings, and to golden pictures what its artifact recorded when it was frozen.
 * @throws ServerError MODEL_UNUSABLE, or what encoding threw. */
export async function tryEncoder({
  encoder,
  model,
}: Pick<EncoderLease, 'model'> & { readonly encoder: Pick<EncoderLease['encoder'], 'status' | 'encode' | 'golden'> }): Promise<void> {
  const { golden } = encoder;
  const pictures = await drawPictures(golden?.record ?? GOLDEN, model.imageSize);
  const answers = await Promise.all(pictures.map((picture) => encoder.encode(picture)));
  const refuse = (what: string): never => {
    throw new ServerError('MODEL_UNUSABLE', `the model ${model.name}/${model.version} was loaded and tried: ${what}; freeze it again`);
  };
  for (const { embedding, logits } of answers) {
    if (embedding.length !== model.embeddingSize || logits.length !== model.labels.length)
      refuse(
        `it gives ${embedding.length} and ${logits.length} numbers, where its manifest says ${model.embeddingSize} and ${model.labels.length}`,
      );
    const length = Math.hypot(...embedding);
    if (!(Math.abs(length - 1) <= 1e-3)) refuse(`its embeddings have a length of ${length}, and must have 1`);
  }
  const [first, ...others] = answers.map(({ embedding }) => embedding.join());
  if (others.every((other) => other === first)) refuse('it gives every picture the same embedding');
  const difference = golden && goldenDifference(golden, answers, model);
  if (difference !== undefined) refuse(difference);
}

/** As PNGs of the size that the encoder sees, so that no decoder has anything to resize. */
function drawPictures(record: GoldenRecord, side: number): Promise<Buffer[]> {
  const drawn = drawGoldenPictures(record, side);
  const bytes = side * side * 3;
  return Promise.all(
    Array.from({ length: record.pictures }, (_, n) =>
      sharp(drawn.subarray(n * bytes, (n + 1) * bytes), { raw: { width: side, height: side, channels: 3 } })
        .png()
        .toBuffer(),
    ),
  );
}
