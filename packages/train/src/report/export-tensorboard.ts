import { join } from 'node:path';
import { writeFileAtomic } from '@supcon/core/files';
import { epochsOf, readRunEvents, RUN_FILES, type RunEvent } from '@supcon/core/run';
import { TrainError } from '../errors.js';
import type { Run } from '../run/run-folder.js';
import { encodeEventFile, type ScalarEvent } from './tensorboard-events.js';

/** Writes a run's figures as a TensorBoard event file: losses by kind, accuracies, learning rate and speed by epoch, the final accuracies, and
 * the settings as text. The file is made anew each time from the run's log.
 * @param folder Default: `tensorboard/` in the run.  @returns the file.  @throws TrainError BAD_RUN when the run has logged nothing. */
export async function exportTensorBoard(
  run: Run,
  folder = join(run.folder, RUN_FILES.tensorBoard),
): Promise<{ path: string; scalars: number }> {
  const events = await readRunEvents(run.folder);
  const scalars = scalarsOf(events);
  const startedAt = seconds(run.config.createdAt);
  if (scalars.length === 0)
    throw new TrainError('BAD_RUN', `run ${run.config.id} has not finished an epoch; there is nothing to export yet`);
  const settings = { tag: 'config', wallTime: startedAt, text: `\`\`\`json\n${JSON.stringify(run.config, null, 2)}\n\`\`\`` };
  // TensorBoard takes files with "tfevents" in their name; one name a run, so that a second export takes the first one's place.
  const path = join(folder, `events.out.tfevents.${Math.floor(startedAt)}.${run.config.id}`);
  await writeFileAtomic(path, encodeEventFile(startedAt, scalars, [settings]));
  return { path, scalars: scalars.length };
}

/** Every figure of a log. Steps are epochs. */
export function scalarsOf(events: readonly RunEvent[]): ScalarEvent[] {
  const epochs = epochsOf(events);
  const ofEpochs = epochs.flatMap((metrics) => {
    const figures: (readonly [string, number | undefined])[] = [
      ...[...metrics.losses].map(([name, value]) => [`loss/${name}`, value] as const),
      ['accuracy/training', metrics.accuracy],
      ['accuracy/validation_knn', metrics.knn],
      ['accuracy/validation_classifier', metrics.classifier],
      ['learning_rate', metrics.learningRate],
      ['images_per_second', metrics.imagesPerSecond],
    ];
    return figures.flatMap(([tag, value]) =>
      value === undefined ? [] : [{ tag, wallTime: seconds(metrics.time), step: metrics.epoch, value }],
    );
  });
  const result = events.findLast((event) => event.type === 'result');
  if (!result) return ofEpochs;
  const final = (['validation', 'test'] as const).flatMap((split) =>
    Object.entries(result[split] ?? {}).map(([name, value]) => ({
      tag: `final/${split}_${name}`,
      wallTime: seconds(result.time ?? ''),
      step: epochs.at(-1)?.epoch ?? 0,
      value,
    })),
  );
  return [...ofEpochs, ...final];
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
