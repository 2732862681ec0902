import { describe, expect, it } from 'vitest';
import { normals } from '../gradient-check.js';
import * as oracle from '../naive-operations.js';
import { naive } from '../naive-operations.js';
import { size } from './conformance-bench.js';
import type { ConformanceBench } from './conformance-bench.js';

/** Part of `describeEngineConformance`. */
export function describePictures(bench: ConformanceBench): void {
  const { own, float, read, expectClose } = bench;
  describe('pictures', () => {
    const boxes = Float32Array.of(0.1, 0.2, 0.8, 0.9, 0, 0, 1, 1, 0, 1, 1, 0, 0.7, 0.9, 0.1, 0.15, 0.3, 0.3, 0.3, 0.3);
    const boxImages = Int32Array.of(0, 1, 0, 1, 0);

    it('crops and resizes, mirroring where x1 > x2, from float32 and uint8', async () => {
      const pixels = Uint8Array.from({ length: 2 * 9 * 12 * 3 }, (_, at) => (at * 37 + Math.floor(at / 7) * 11) % 256);
      const shape = [2, 9, 12, 3];
      for (const source of [bench.engine.upload(pixels, shape), bench.engine.upload(Float32Array.from(pixels), shape)]) {
        own(source);
        for (const side of [1, 2, 5, 12])
          await expectClose(
            bench.engine.cropAndResize(source, boxes, boxImages, side),
            oracle.crops(naive(shape, pixels), boxes, boxImages, side),
            1e-4,
          );
      }
    });

    it('leaves no black edge on boxes that touch the border, at any size', async () => {
      const edges = Float32Array.of(0, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0);
      for (const side of [7, 48, 64, 65, 96, 97]) {
        const source = own(bench.engine.upload(new Uint8Array(side * side * 3).fill(200), [1, side, side, 3]));
        for (const target of [5, 31, 32, 47, 63, 64, 96]) {
          const cut = own(bench.engine.cropAndResize(source, edges, new Int32Array(4), target));
          const values = await read(cut);
          expect(Math.min(...values), `${side} px to ${target}`).toBeGreaterThan(199.9);
        }
      }
    });

    it('maps colours for each image on its own and takes the mean of pixels', async () => {
      const shape = [3, 4, 5, 3];
      const values = normals(30, size(shape));
      const source = float(values, shape);
      const [matrices, offsets] = [normals(31, 27), normals(32, 9)];
      const want = oracle.colourMapped(naive(shape, values), matrices, offsets, -1.5, 1.25);
      await expectClose(bench.engine.colourTransform(source, matrices, offsets, -1.5, 1.25), want);
      await expectClose(bench.engine.meanPixels(source), oracle.pixelMean(naive(shape, values)));
    });
  });
}
