import type { TrainingOrder } from '../../domain/trainer.js';

/** The arguments of `supcon` for a training. Values stand in one word with their option, so that none can be taken for another option. */
export function trainingArguments(order: TrainingOrder): string[] {
  if ('resume' in order) return ['train', '--json', `--resume=${order.resume}`, `--data=${order.data}`];
  const { run, data, recipe, name, seed, minutes, epochs, skipBad } = order.start;
  const options = { 'run-id': run, data, recipe, name, seed, minutes, epochs };
  return [
    'train',
    '--json',
    ...Object.entries(options).flatMap(([option, value]) => (value === undefined ? [] : [`--${option}=${value}`])),
    ...(skipBad ? ['--skip-bad'] : []),
  ];
}
