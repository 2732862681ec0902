import { fork } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Artifact } from '@supcon/core/artifact';
import type { EncoderMemory } from '../domain/encoder-leases.js';
import { workerUrl } from '../threads/worker-channel.js';
import type { WeighJob, WeighReply } from './weigh-process.js';

/** What an encoder takes once it is loaded and has answered the largest batch. It is tried in a process of its own, before this one takes it in: only there is growth the encoder's, and one that is too
 * large harms nobody. @throws Error what ONNX Runtime says of the file, or that the process ended, as it does where there is not so much memory. */
export async function weighEncoder(
  { manifest, onnxPath, folder }: Artifact,
  { threads, maxBatch }: { readonly threads: number; readonly maxBatch: number },
): Promise<EncoderMemory> {
  const job: WeighJob = {
    ...{ onnxPath, imageSize: manifest.imageSize, threads, batch: maxBatch },
    judgeOf: manifest.unknown === undefined ? undefined : folder,
  };
  const [{ size: weightsBytes }, bytes] = await Promise.all([stat(onnxPath), growth(job)]);
  return { weightsBytes, arenaBytes: Math.max(0, bytes - weightsBytes) };
}

async function growth(job: WeighJob): Promise<number> {
  const url = workerUrl('./weigh-process', import.meta.url);
  const child = fork(fileURLToPath(url), {
    // Without the flags of this process: its import conditions may point at TypeScript sources.
    execArgv: ['--expose-gc'],
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SUPCON_'))),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    child.send(job);
    const ended = once(child, 'exit').then(([code, signal]): WeighReply => {
      return {
        error: `the process that tries how much memory the encoder takes ended (${String(signal ?? code)}); there may be too little`,
      };
    });
    const replied = once(child, 'message').then(([reply]) => reply as WeighReply);
    const reply = await Promise.race([replied, ended]);
    if ('error' in reply) throw new Error(reply.error);
    return reply.bytes;
  } finally {
    child.kill('SIGKILL');
  }
}
