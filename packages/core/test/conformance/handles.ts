import { describe, expect, it } from 'vitest';
import { CoreError } from '../../src/errors.js';
import type { ConformanceBench } from './conformance-bench.js';

/** Part of `describeEngineConformance`. */
export function describeHandles(bench: ConformanceBench): void {
  const { own, read } = bench;
  describe('handles', () => {
    it('go up and come down unchanged', async () => {
      const x = own(bench.engine.upload(Float32Array.of(1.5, -2, 1e-20, 3e38), [2, 2]));
      expect([...(await bench.engine.download(x))]).toEqual([1.5, -2, Math.fround(1e-20), Math.fround(3e38)]);
      const ints = await bench.engine.download(own(bench.engine.upload(Int32Array.of(-7, 1 << 30), [2])));
      expect(ints).toBeInstanceOf(Int32Array);
      expect([...ints]).toEqual([-7, 1 << 30]);
      const bytes = await bench.engine.download(own(bench.engine.upload(Uint8Array.of(0, 128, 255), [3])));
      expect(bytes).toBeInstanceOf(Float32Array);
      expect([...bytes]).toEqual([0, 128, 255]);
    });

    it('share no memory with the arrays they came from and went to', async () => {
      // Several sizes, because a library may share memory only where it happens to be aligned.
      for (const length of [1, 2, 3, 4, 5, 8, 16, 64, 1024, 65536]) {
        const source = new Float32Array(length).fill(2);
        const x = own(bench.engine.upload(source, [length]));
        source.fill(0);
        const first = await bench.engine.download(x);
        expect(first.every((value) => value === 2)).toBe(true);
        first.fill(7);
        expect((await bench.engine.download(x)).every((value) => value === 2)).toBe(true);
      }
    });

    it('may lie in memory that was lent, to which nothing is written', async () => {
      const length = 4096;
      const memory = new SharedArrayBuffer(4 * length + 64);
      // Every offset, because a library may work in the memory only where it happens to be aligned.
      for (let begin = 0; begin < 64; begin += 4) {
        const source = new Float32Array(memory, begin, length).fill(-2);
        const x = own(bench.engine.upload(source, [2, length / 2], { lent: true }));
        const negative = own(bench.engine.relu(x));
        const sum = own(bench.engine.add(x, x));
        expect((await read(negative)).every((value) => value === 0)).toBe(true);
        expect((await read(sum)).every((value) => value === -4)).toBe(true);
        (await bench.engine.download(x)).fill(7);
        expect(source.every((value) => value === -2)).toBe(true);
      }
    });

    it('cast between types and reshape', async () => {
      const bytes = own(bench.engine.upload(Uint8Array.of(3, 250, 7, 9), [4]));
      expect(bytes.dtype).toBe('uint8');
      const wide = own(bench.engine.cast(bytes, 'float32'));
      expect(wide.dtype).toBe('float32');
      expect([...(await read(wide))]).toEqual([3, 250, 7, 9]);
      expect([...(await bench.engine.download(own(bench.engine.cast(wide, 'int32'))))]).toEqual([3, 250, 7, 9]);
      const square = own(bench.engine.reshape(wide, [2, 2]));
      expect(square.shape).toEqual([2, 2]);
      // The copy of a handle lives on its own.
      const same = bench.engine.cast(wide, 'float32');
      bench.engine.free(same);
      expect([...(await read(wide))]).toEqual([3, 250, 7, 9]);
    });

    it('are counted, and refused once freed', async () => {
      const count = bench.engine.liveHandles();
      const x = bench.engine.upload(Float32Array.of(1), [1]);
      expect(bench.engine.liveHandles()).toBe(count + 1);
      bench.engine.free(x);
      expect(bench.engine.liveHandles()).toBe(count);
      const freed = expect.objectContaining({ code: 'HANDLE_FREED' }) as CoreError;
      expect(() => bench.engine.relu(x)).toThrow(freed);
      expect(() => bench.engine.free(x)).toThrow(freed);
      await expect((async () => bench.engine.download(x))()).rejects.toThrow(freed);
    });

    it('are refused when the data do not fill the shape, or the handle is a stranger', () => {
      expect(() => bench.engine.upload(new Float32Array(3), [2, 2])).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }));
      expect(() => bench.engine.relu({ shape: [1], dtype: 'float32' })).toThrow(CoreError);
    });
  });
}
