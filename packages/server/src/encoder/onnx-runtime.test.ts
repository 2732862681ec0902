import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { workerUrl } from '../threads/worker-channel.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-onnx-'));
  // So wide that a batch takes hundreds of milliseconds.
  await makeTinyArtifact(path.join(folder, '1'), { width: 64 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('finishes the batch that it is at before its thread ends, instead of taking the process with it', async () => {
  const data = {
    onnxPath: path.join(folder, '1', 'encoder.onnx'),
    imageSize: 32,
    preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] },
    threads: 1,
  };
  // In a process of its own: what it is about ends the process that it happens in.
  const program = `
    import { startOnnxRuntime } from ${JSON.stringify(workerUrl('./onnx-runtime', import.meta.url).href)};
    const runtime = await startOnnxRuntime(${JSON.stringify(data)}, { info() {}, warn() {}, error() {} });
    const batch = runtime.encode(new Uint8Array(64 * 32 * 32 * 3), 64, []);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await Promise.all([runtime.close(), batch.then(({ embeddings }) => console.log(String(embeddings.length)))]);
    console.log(await runtime.encode(new Uint8Array(32 * 32 * 3), 1, []).catch(({ code }) => code));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stdout.trim().split('\n')).toEqual([String(64 * 512), 'NOT_READY']);
});
