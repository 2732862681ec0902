import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { File, ready, type Group } from 'h5wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyArtifact } from '../../test/tiny-artifact.js';
import { encodeSafetensors } from './safetensors.js';
import { readWeightsFile } from './read-weights-file.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supcon-weights-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** An HDF5 file that h5wasm writes. */
async function hdf5(name: string, fill: (file: File) => void): Promise<string> {
  const { FS } = await ready;
  const file = new File('/written.h5', 'w');
  fill(file);
  file.close();
  return written(name, FS.readFile('/written.h5'));
}

describe('readWeightsFile', () => {
  it.each(['tiny-keras.h5', 'tiny-keras.weights.h5'])('reads %s as Keras wrote it', async (name) => {
    const values = JSON.parse(await readFile(fixture('tiny-keras.json'), 'utf8')) as Record<string, { shape: number[]; values: number[] }>;
    const { format, tensors } = await readWeightsFile(fixture(name));
    expect(format).toBe('keras');
    // A depthwise layer's variable is called kernel in one format and only counted in the other.
    expect([...tensors.keys()].sort()).toEqual(Object.keys(values).sort());
    for (const [tensor, expected] of Object.entries(values)) {
      expect(tensors.get(tensor)!.shape, tensor).toEqual(expected.shape);
      expect([...tensors.get(tensor)!.data], tensor).toEqual(expected.values.map(Math.fround));
    }
  });

  it('reads the names and numbers of Keras 2', async () => {
    const path = await hdf5('keras2.h5', (file) => {
      const layer = file.create_group('conv1_conv').create_group('conv1_conv');
      layer.create_dataset({ name: 'kernel:0', data: new Float32Array([1, 2]), shape: [1, 1, 1, 2] });
      layer.create_dataset({ name: 'bias:0', data: new Float64Array([0.1, 2]), shape: [2] });
      file.create_group('optimizer_weights').create_dataset({ name: 'kernel:0', data: new Float32Array([9]) });
    });
    expect([...(await readWeightsFile(path)).tensors]).toEqual([
      ['conv1_conv/bias', { shape: [2], data: Float32Array.of(0.1, 2) }],
      ['conv1_conv/kernel', { shape: [1, 1, 1, 2], data: Float32Array.of(1, 2) }],
    ]);
  });

  it('reads safetensors and our own artifacts', async () => {
    const tensors = new Map([['a', { shape: [2], data: Float32Array.of(1, 2) }]]);
    const file = await written('weights.safetensors', encodeSafetensors(tensors, {}));
    expect(await readWeightsFile(file)).toEqual({ path: file, format: 'safetensors', tensors });
    const { folder: artifact, content } = await writeTinyArtifact(join(folder, 'tiny', '1'));
    expect(await readWeightsFile(artifact)).toEqual({ path: artifact, format: 'artifact', tensors: content.weights });
  });

  it('reads safetensors whose header has a length that begins like a pickle', async () => {
    // 0x80 = 128 bytes of header.
    const header = Buffer.from(JSON.stringify({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }).padEnd(128));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(128n);
    const path = await written('length.safetensors', Buffer.concat([length, header, Buffer.alloc(4)]));
    expect((await readWeightsFile(path)).tensors.size).toBe(1);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['model.pth', Buffer.from('80027d', 'hex'), /cannot be read as tensors of PyTorch: it is cut off/],
    ['model.pt', 'PK\x03\x04', /cannot be read as tensors of PyTorch: the archive is damaged/],
    ['model.keras', 'PK\x03\x04', /unzip -p '.*model\.keras' model\.weights\.h5/],
    ['model.onnx', 'anything', /finished graph/],
    ['notes.txt', 'some text, not weights at all', /not in the safetensors format. Download or write it again/],
    ['empty.safetensors', '', /has 0 bytes/],
  ])('refuses %s and says what to do', async (name, bytes, message) => {
    await expect(readWeightsFile(await written(name, bytes))).rejects.toMatchObject({
      code: 'BAD_CHECKPOINT',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it.each(['tiny-keras.h5', 'tiny-keras.weights.h5'])('refuses %s when it is cut off anywhere', async (name) => {
    const bytes = await readFile(fixture(name));
    for (let length = 8; length < bytes.length; length += 4001)
      await expect(readWeightsFile(await written('cut.h5', bytes.subarray(0, length)))).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
  });

  it('refuses HDF5 without weights, with two tensors of a name, and with groups that contain themselves', async () => {
    const empty = await hdf5('empty.h5', (file) => file.create_group('model_weights'));
    await expect(readWeightsFile(empty)).rejects.toThrow(/no float tensors/);
    const twice = await hdf5('twice.h5', (file) => {
      for (const part of ['a', 'b'])
        file
          .create_group(part)
          .create_group('conv')
          .create_dataset({ name: 'kernel', data: new Float32Array([1]) });
    });
    await expect(readWeightsFile(twice)).rejects.toThrow(/two tensors are called conv\/kernel/);
    const endless = await hdf5('endless.h5', (file) => {
      const group: Group = file.create_group('a');
      group.create_hard_link('/a', 'a');
    });
    await expect(readWeightsFile(endless)).rejects.toThrow(/32 deep/);
  });

  it('follows no link out of an HDF5 file', async () => {
    await written('other.h5', await readFile(fixture('tiny-keras.h5')));
    const path = await hdf5('links.h5', (file) => {
      file.create_group('conv').create_dataset({ name: 'kernel', data: new Float32Array([1]) });
      file.create_external_link(join(folder, 'other.h5'), '/model_weights', 'outside');
    });
    expect([...(await readWeightsFile(path)).tensors.keys()]).toEqual(['conv/kernel']);
  });

  it('says what is missing', async () => {
    await expect(readWeightsFile(join(folder, 'nowhere.h5'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await mkdir(join(folder, 'plain'));
    await expect(readWeightsFile(join(folder, 'plain'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('without manifest.json') as unknown,
    });
  });
});
