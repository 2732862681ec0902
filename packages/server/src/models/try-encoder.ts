import sharp from 'sharp';
import type { EncoderLease } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';

/** Side of the pictures that a model is tried with, pixels. */
const SIDE = 64;

/** Whether a model that was just loaded can answer: it is given three pictures, drawn here, and must give each an embedding of unit length and a finite number
 * for each class, and different pictures different embeddings.
 * @throws ServerError MODEL_UNUSABLE, or what encoding threw. */
export async function tryEncoder({
  encoder,
  model,
}: Pick<EncoderLease, 'model'> & { readonly encoder: Pick<EncoderLease['encoder'], 'status' | 'encode'> }): Promise<void> {
  const answers = await Promise.all((await drawPictures()).map((picture) => encoder.encode(picture)));
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
}

/** PNGs of a gradient, a checkerboard and a disc. */
function drawPictures(): Promise<Buffer[]> {
  const shades: ((x: number, y: number) => readonly [number, number, number])[] = [
    (x, y) => [4 * x, 4 * y, 255 - 2 * (x + y)],
    (x, y) => (((x >> 3) + (y >> 3)) % 2 === 0 ? [230, 40, 60] : [20, 90, 200]),
    (x, y) => (Math.hypot(x - SIDE / 2, y - SIDE / 2) < SIDE / 3 ? [250, 210, 30] : [30, 60, 40]),
  ];
  return Promise.all(
    shades.map((shade) => {
      const bytes = new Uint8Array(SIDE * SIDE * 3);
      for (let i = 0; i < SIDE * SIDE; i++) bytes.set(shade(i % SIDE, Math.floor(i / SIDE)), 3 * i);
      return sharp(bytes, { raw: { width: SIDE, height: SIDE, channels: 3 } })
        .png()
        .toBuffer();
    }),
  );
}
