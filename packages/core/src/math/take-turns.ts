import { createRng } from '../rng.js';
import type { LabelledEmbeddings } from './labelled-embeddings.js';
import { takeRows } from './take-rows.js';

/** At most `most` rows, drawn so that every class gets its turn before another gets one more; in the order in which they came. */
export function takeTurns(data: LabelledEmbeddings, most: number, seed: number): LabelledEmbeddings {
  const rows = data.labels.length;
  if (rows <= most) return data;
  const turns = new Map<number, number>();
  const drawn = createRng(seed, 'reference')
    .shuffle(Array.from({ length: rows }, (_, row) => row))
    .map((row) => {
      const label = data.labels[row]!;
      const turn = turns.get(label) ?? 0;
      turns.set(label, turn + 1);
      return { row, turn };
    });
  const chosen = drawn
    .toSorted((a, b) => a.turn - b.turn)
    .slice(0, most)
    .map(({ row }) => row)
    .sort((a, b) => a - b);
  return takeRows(data, chosen);
}
