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

it('is killed and ended behind the batch that it is at, instead of taking the process along', async () => {
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
    const batch = () => runtime.encode(new Uint8Array(64 * 32 * 32 * 3), 64, []).then(({ embeddings }) => embeddings.length);
    const pause = () => new Promise((resolve) => setTimeout(resolve, 60));
    // Done or not: that depends on the moment.
    const killed = batch().catch(({ code }) => code);
    await pause();
    await runtime.kill();
    console.log(String(['NOT_READY', 64 * 512].includes(await killed)), runtime.status);
    while (runtime.status !== 'ready') await pause();
    const finished = batch();
    await pause();
    await runtime.close();
    console.log(String(await finished), await batch().catch(({ code }) => code));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stdout.trim().split('\n')).toEqual(['true starting', `${64 * 512} NOT_READY`]);
});
