import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '@supcon/core/files';
import { z } from 'zod';
import type { EncoderMemory } from '../domain/encoder-leases.js';
import type { ModelRecord } from '../domain/model-registry.js';
import { createSerialQueue } from '../threads/serial-queue.js';

const bytes = z.int().min(0);
const fileSchema = z.record(z.string(), z.object({ weightsBytes: bytes, arenaBytes: bytes }));

/** Measurements that are kept; the oldest go. */
const MOST_KEPT = 200;

/** Keeps what encoders were measured to take in a file, so that the next start need not measure again. A file that is missing or cannot be used costs that time and nothing else.
 * @param file rewritten as a whole. @param setting what the measurement depends on beside the model. */
export function rememberMemory(
  file: string,
  setting: string,
  weigh: (model: ModelRecord) => Promise<EncoderMemory>,
): (model: ModelRecord) => Promise<EncoderMemory> {
  const inTurn = createSerialQueue();
  return async (model) => {
    const key = `${model.name}/${model.version} ${model.encoderHash} ${setting}`;
    const known = (await readKept(file))[key];
    if (known) return known;
    const memory = await weigh(model);
    await inTurn(async () => {
      const kept = Object.entries(await readKept(file)).filter(([other]) => other !== key);
      const next = Object.fromEntries([...kept, [key, memory] as const].slice(-MOST_KEPT));
      await writeFileAtomic(file, JSON.stringify(next, undefined, 2));
    }).catch(() => undefined);
    return memory;
  };
}

async function readKept(file: string): Promise<z.infer<typeof fileSchema>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}
