import type { PhotoSet } from '@supcon/core/photos';
import type { ClassSize } from '../data/class-balance.js';

/** Where not even two classes have so many pictures there is too little to train an encoder with, and to see whether it helped. */
export const FEWEST_TO_FINE_TUNE = 5;

/** How many pictures each class has for training and, where no split is given, for validation and test. */
export function classSizes({ labels, photos }: Pick<PhotoSet, 'labels' | 'photos'>): ClassSize[] {
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const { label, split } of photos) if (split === undefined || split === 'train') counts.set(label, counts.get(label)! + 1);
  return labels.map((label) => ({ label, count: counts.get(label)! }));
}
