import { readFileSync } from 'node:fs';
import type { PreprocessingConstants } from '@supcon/core/image';
import type { ColourMap } from './colour-map.js';

/** y1, x1, y2, x2 as of `cropBox`; x1 > x2 mirrors. */
export type CropBox = readonly [number, number, number, number];

/** The pixels of one view after the other, in memory of its own. */
export interface ViewPixels {
  /** What the last call made: float32 [size, size, 3]. May be changed in place; read it anew after each call. */
  readonly image: Float32Array;
  /** Cuts a box out of a square picture and resizes it bilinearly, as TensorFlow's CropAndResize does; in 0..255.
   * @param picture uint8 [side, side, 3] */
  crop(picture: Uint8Array, box: CropBox): void;
  /** Mean red, green and blue. */
  meanColour(): [number, number, number];
  /** Maps the colours and clips them to 0..255. @param normalise then also (x / 255 - mean) / std for each channel */
  mapColours(map: ColourMap, normalise?: PreprocessingConstants): void;
}

/** What assembly/view-pixels.ts exports. */
interface Kernels {
  crop(picture: number, columns: number, rows: number, size: number, image: number): void;
  sumChannels(image: number, pixels: number, sums: number): void;
  mapColours(image: number, pixels: number, map: number, out: number): void;
}

/** Loads and stores are 16 bytes wide and begin at a pixel: they reach over the end of what they are for. */
const PADDING = 16;
const PAGE = 65_536;
const SAMPLE_BYTES = 12;

let program: WebAssembly.Module | undefined;

/** @param side of the pictures. @param size of the views, pixels. */
export function createViewPixels(side: number, size: number): ViewPixels {
  let end = 0;
  const reserve = (bytes: number): number => {
    const begin = end;
    end = Math.ceil((begin + bytes + PADDING) / 16) * 16;
    return begin;
  };
  const length = size * size * 3;
  const at = {
    picture: reserve(side * side * 3),
    columns: reserve(size * SAMPLE_BYTES),
    rows: reserve(size * SAMPLE_BYTES),
    sums: reserve(32),
    map: reserve(96),
    images: [reserve(4 * length), reserve(4 * length)] as const,
  };
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) });
  program ??= new WebAssembly.Module(readFileSync(programUrl(import.meta.url)));
  const kernels = new WebAssembly.Instance(program, { env: { memory } }).exports as unknown as Kernels;
  const pixels = new Uint8Array(memory.buffer, at.picture, side * side * 3);
  const columns = samplesAt(memory, at.columns, size);
  const rows = samplesAt(memory, at.rows, size);
  const sums = new Float64Array(memory.buffer, at.sums, 3);
  const mapRows = new Float32Array(memory.buffer, at.map, 24);
  const images = at.images.map((image) => new Float32Array(memory.buffer, image, length)) as [Float32Array, Float32Array];
  /** Which of the two images was made last. */
  let last: 0 | 1 = 0;
  return {
    get image() {
      return images[last];
    },
    crop: (picture, [y1, x1, y2, x2]) => {
      pixels.set(picture);
      fillSamples(columns, x1, x2, side, size, 3);
      fillSamples(rows, y1, y2, side, size, side * 3);
      kernels.crop(at.picture, at.columns, at.rows, size, at.images[last]);
    },
    meanColour: () => {
      kernels.sumChannels(at.images[last], size * size, at.sums);
      return [...sums].map((sum) => sum / (size * size)) as [number, number, number];
    },
    mapColours: (map, normalise) => {
      fillMap(mapRows, map, normalise);
      const next = last === 0 ? 1 : 0;
      kernels.mapColours(at.images[last], size * size, at.map, at.images[next]);
      last = next;
    },
  };
}

/** The layout that the kernel reads: three numbers of four bytes for each output pixel. */
interface Samples {
  readonly offsets: Int32Array;
  readonly shares: Float32Array;
}

function samplesAt(memory: WebAssembly.Memory, begin: number, size: number): Samples {
  return { offsets: new Int32Array(memory.buffer, begin, 3 * size), shares: new Float32Array(memory.buffer, begin, 3 * size) };
}

/** Along one axis: the pixels on both sides of each sample, and how far it lies towards the second. @param stride bytes from a pixel to the next */
function fillSamples({ offsets, shares }: Samples, from: number, to: number, side: number, size: number, stride: number): void {
  const last = side - 1;
  const step = size > 1 ? ((to - from) * last) / (size - 1) : 0;
  const first = size > 1 ? from * last : ((from + to) / 2) * last;
  for (let sample = 0; sample < size; sample++) {
    // Rounding must not lead out of the picture.
    const position = Math.min(last, Math.max(0, first + sample * step));
    const before = Math.floor(position);
    offsets[3 * sample] = before * stride;
    offsets[3 * sample + 1] = Math.min(last, before + 1) * stride;
    shares[3 * sample + 2] = position - before;
  }
}

/** Colour map, normalisation and the bounds of both as one map. */
function fillMap(rows: Float32Array, { matrix, offset }: ColourMap, normalise?: PreprocessingConstants): void {
  for (let channel = 0; channel < 3; channel++) {
    const scale = normalise ? 1 / (255 * normalise.std[channel]!) : 1;
    const shift = normalise ? normalise.mean[channel]! / normalise.std[channel]! : 0;
    for (let input = 0; input < 3; input++) rows[4 * input + channel] = matrix[3 * input + channel]! * scale;
    rows[12 + channel] = offset[channel]! * scale - shift;
    rows[16 + channel] = 0 - shift;
    rows[20 + channel] = 255 * scale - shift;
  }
}

/** Beside the caller in `dist`, in `dist` for a caller that runs from TypeScript sources (tests). */
function programUrl(caller: string): URL {
  return new URL(caller.endsWith('.ts') ? '../../dist/augment/view-pixels.wasm' : './view-pixels.wasm', caller);
}
