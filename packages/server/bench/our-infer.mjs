#!/usr/bin/env node
/**
 * How long a frozen encoder takes for 1 and for 32 images in ONNX Runtime, set up as the server's worker does it; prints one JSON line.
 * `npm run bench -- infer` runs it. Writes the embeddings, so that the others can show that they computed the same; with `--int8` it is one of
 * those.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as onnx from 'onnxruntime-node';
import { DEFAULT_ENCODER_OPTIONS } from '../dist/runtime/image-encoder.js';
import { sessionOptions } from '../dist/runtime/session-options.js';

const WARM_UP = 5;
/** Largest difference of a quantized encoder's embeddings (rows of length 1): what the peers have in bfloat16. */
const TOLERANCE = 0.03;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure() {
  const { values } = parseArgs({
    options: {
      onnx: { type: 'string' },
      images: { type: 'string' },
      embeddings: { type: 'string' },
      size: { type: 'string', default: '128' },
      steps: { type: 'string', default: '20' },
      int8: { type: 'boolean', default: false },
    },
  });
  const [size, steps] = [Number(values.size), Number(values.steps)];
  const bytes = await readFile(values.images);
  const pixels = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const perImage = size * size * 3;
  const session = await onnx.InferenceSession.create(values.onnx, sessionOptions(DEFAULT_ENCODER_OPTIONS.threads));
  const run = async (count) => {
    const images = new onnx.Tensor('float32', pixels.subarray(0, count * perImage), [count, size, size, 3]);
    return (await session.run({ images })).embedding.data;
  };
  const batch = pixels.length / perImage;
  const embeddings = Float32Array.from(await run(batch));
  if (values.int8) await compare(embeddings, values.embeddings);
  else await writeFile(values.embeddings, Buffer.from(embeddings.buffer));
  // Single images vary more, and there is time for more of them.
  const batch1Ms = await medianMs(() => run(1), 5 * steps);
  const batch32Ms = await medianMs(() => run(batch), steps);
  return { peer: 'ours', versions: { onnxruntime: onnx.env.versions.node }, batch1Ms, batch32Ms };
}

async function compare(embeddings, file) {
  const bytes = await readFile(file);
  const wanted = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const worst = embeddings.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0);
  if (!(worst <= TOLERANCE)) throw new Error(`its embeddings differ from those in float32 by ${worst}, more than ${TOLERANCE}`);
}

async function medianMs(run, times) {
  const ms = [];
  for (let index = 0; index < WARM_UP + times; index++) {
    const began = performance.now();
    await run();
    if (index >= WARM_UP) ms.push(performance.now() - began);
  }
  return ms.sort((a, b) => a - b)[times >> 1];
}
