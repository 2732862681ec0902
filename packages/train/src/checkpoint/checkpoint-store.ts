import { mkdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Engine, Parameter, WeightMap } from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/artifact';
import { TrainError } from '../errors.js';
import type { Trainee } from '../loop/trainee.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

const progressSchema = z.strictObject({
  /** Finished epochs. */
  epoch: z.int().min(0),
  /** Finished steps of the epoch under way: with the seed, the position of every random number. */
  step: z.int().min(0),
  /** Sums over the steps of the epoch under way, for its mean loss. */
  sums: z.record(z.string(), z.number()),
  /** Training seconds so far, over all sittings. */
  seconds: z.number(),
  /** Views passed through the encoder so far. */
  imagesSeen: z.int(),
});

/** Where stage 1 stands. */
export type TrainingProgress = z.output<typeof progressSchema>;

/** Names of what the optimiser keeps: `slots/<slot>/<parameter>`. */
const SLOTS = 'slots/';

/** The one checkpoint of a run, `checkpoints/last.safetensors`: weights, running statistics, momentum and progress, replaced atomically. */
export interface CheckpointStore {
  save(engine: Engine, trainee: Trainee, progress: TrainingProgress): Promise<void>;
  /** Restores the trainee; undefined where there is no checkpoint. @throws TrainError BAD_CHECKPOINT, CoreError BAD_WEIGHTS. */
  restore(engine: Engine, trainee: Trainee): Promise<TrainingProgress | undefined>;
  /** The weights alone, without what only training needs. */
  weights(): Promise<WeightMap | undefined>;
}

export function createCheckpointStore(runFolder: string): CheckpointStore {
  const path = join(runFolder, 'checkpoints', 'last.safetensors');
  const read = async () => {
    const file = await readFile(path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (!file) return undefined;
    const { tensors, metadata } = decodeSafetensors(file, path);
    if (metadata['sha256'] !== digest(tensors))
      throw new TrainError(
        'BAD_CHECKPOINT',
        `${path} is damaged: its checksum does not match. Remove it to begin again, or start a new run.`,
      );
    return { tensors, metadata };
  };
  return {
    save: async (engine, trainee, progress) => {
      const tensors: WeightMap = await trainee.weights();
      for (const { name, shape, slots } of trainee.parameters)
        for (const [slot, value] of slots)
          tensors.set(`${SLOTS}${slot}/${name}`, { shape, data: (await engine.download(value)) as Float32Array });
      await mkdir(join(runFolder, 'checkpoints'), { recursive: true });
      await writeFileAtomic(path, encodeSafetensors(tensors, { progress: JSON.stringify(progress), sha256: digest(tensors) }));
    },
    restore: async (engine, trainee) => {
      const checkpoint = await read();
      if (!checkpoint) return undefined;
      const { weights, slots } = separate(checkpoint.tensors);
      const progress = progressSchema.safeParse(JSON.parse(checkpoint.metadata['progress'] ?? 'null'));
      if (!progress.success) throw new TrainError('BAD_CHECKPOINT', `${path} does not say how far training was`, { cause: progress.error });
      trainee.load(weights);
      restoreSlots(engine, trainee.parameters, slots);
      return progress.data;
    },
    weights: async () => {
      const checkpoint = await read();
      return checkpoint && separate(checkpoint.tensors).weights;
    },
  };
}

function separate(tensors: WeightMap): { weights: WeightMap; slots: WeightMap } {
  const weights: WeightMap = new Map();
  const slots: WeightMap = new Map();
  for (const [name, weight] of tensors)
    if (name.startsWith(SLOTS)) slots.set(name.slice(SLOTS.length), weight);
    else weights.set(name, weight);
  return { weights, slots };
}

function restoreSlots(engine: Engine, parameters: readonly Parameter[], saved: WeightMap): void {
  for (const parameter of parameters) {
    engine.free(...parameter.slots.values());
    parameter.slots.clear();
  }
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  for (const [path, { data, shape }] of saved) {
    const [slot = '', ...name] = path.split('/');
    byName.get(name.join('/'))?.slots.set(slot, engine.upload(data, shape));
  }
}

function digest(tensors: WeightMap): string {
  const hash = createHash('sha256');
  for (const [name, { data }] of tensors) hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}
