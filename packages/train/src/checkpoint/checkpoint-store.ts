import { mkdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Engine, Parameter, WeightMap } from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/files';
import { RUN_FILES } from '@supcon/core/run/events';
import { TrainError } from '../errors.js';
import { joinCheckpoint, separateCheckpoint, type CheckpointTensors } from '../weights/tensor-names.js';
import type { Checkpointed } from './checkpointed.js';
import { epochSummarySchema } from './epoch-summary.js';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';

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
  /** The best validation so far, where one is kept or waited for. */
  best: z.object({ epoch: z.int(), value: z.number() }).optional(),
  /** Every finished epoch, for the alarms. */
  history: z.array(epochSummarySchema),
});

/** Where stage 1 stands. */
export type TrainingProgress = z.output<typeof progressSchema>;

/** `last`: to go on from. `best`: the weights of the epoch that validation liked best, where they are kept. `final`: those that stage 2 got,
 * written when stage 1 ends. */
export type CheckpointName = 'last' | 'best' | 'final';

/** The checkpoints of a run, `checkpoints/<name>.safetensors`, replaced atomically. The last one holds weights, running statistics, what the
 * optimiser remembers, state of the losses and progress; the others weights and running statistics as they are evaluated. */
export interface CheckpointStore {
  save(engine: Engine, trainee: Checkpointed, progress: TrainingProgress): Promise<void>;
  /** Restores the trainee; undefined where there is no checkpoint. @throws TrainError BAD_CHECKPOINT, CoreError BAD_WEIGHTS. */
  restore(engine: Engine, trainee: Checkpointed): Promise<TrainingProgress | undefined>;
  saveWeights(name: 'best' | 'final', weights: WeightMap): Promise<void>;
  /** The weights alone, without what only training needs; undefined where there is no such checkpoint. @throws TrainError BAD_CHECKPOINT */
  weights(name: CheckpointName): Promise<WeightMap | undefined>;
}

/** Keeps a run's checkpoints as safetensors in its folder, each written as a whole. */
export function createCheckpointStore(runFolder: string): CheckpointStore {
  const folder = join(runFolder, RUN_FILES.checkpoints);
  const pathOf = (name: CheckpointName): string => join(folder, `${name}.safetensors`);
  const read = async (name: CheckpointName) => {
    const path = pathOf(name);
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
  const write = async (name: CheckpointName, tensors: WeightMap, metadata: Readonly<Record<string, string>>): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await writeFileAtomic(pathOf(name), encodeSafetensors(tensors, { ...metadata, sha256: digest(tensors) }));
  };
  return {
    save: async (engine, trainee, progress) => {
      const slots = [];
      for (const { name, shape, slots: kept } of trainee.parameters)
        for (const [slot, value] of kept)
          slots.push({ slot, parameter: name, tensor: { shape, data: (await engine.download(value)) as Float32Array } });
      const tensors = joinCheckpoint({ weights: await trainee.weights(), slots, state: await trainee.state() });
      await write('last', tensors, { progress: JSON.stringify(progress) });
    },
    restore: async (engine, trainee) => {
      const checkpoint = await read('last');
      if (!checkpoint) return undefined;
      const { weights, slots, state } = separateCheckpoint(checkpoint.tensors);
      const progress = progressSchema.safeParse(JSON.parse(checkpoint.metadata['progress'] ?? 'null'));
      if (!progress.success)
        throw new TrainError('BAD_CHECKPOINT', `${pathOf('last')} does not say how far training was`, { cause: progress.error });
      trainee.load(weights);
      trainee.loadState(state);
      restoreSlots(engine, trainee.parameters, slots);
      return progress.data;
    },
    saveWeights: (name, weights) => write(name, weights, {}),
    weights: async (name) => {
      const checkpoint = await read(name);
      return checkpoint && separateCheckpoint(checkpoint.tensors).weights;
    },
  };
}

function restoreSlots(engine: Engine, parameters: readonly Parameter[], saved: CheckpointTensors['slots']): void {
  for (const parameter of parameters) {
    engine.free(...parameter.slots.values());
    parameter.slots.clear();
  }
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  for (const { slot, parameter, tensor } of saved) byName.get(parameter)?.slots.set(slot, engine.upload(tensor.data, tensor.shape));
}

function digest(tensors: WeightMap): string {
  const hash = createHash('sha256');
  for (const [name, { data }] of tensors) hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}
