#!/usr/bin/env node
/** Quantizes an encoder.onnx through the code of `supcon quantize`, with its ranges taken from normalised pixels in a file. `npm run bench -- infer` runs it. */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { quantizeOnnx } from '@supcon/core';
import { calibrateRanges } from '../dist/quantize/calibrate-ranges.js';

const { values } = parseArgs({
  options: { onnx: { type: 'string' }, images: { type: 'string' }, size: { type: 'string', default: '128' }, to: { type: 'string' } },
});
const size = Number(values.size);
const bytes = await readFile(values.images);
const images = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
const model = await readFile(values.onnx);

async function* batches() {
  yield { images, count: images.length / (size * size * 3) };
}

await writeFile(values.to, quantizeOnnx(model, await calibrateRanges(model, size, batches())));
