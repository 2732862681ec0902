import type { LeftOutCode, PhotoSet } from '@supcon/core/photos';
import { strongImbalance } from './class-balance.js';
import type { DataWarning } from './data-warnings.js';
import { list } from './list.js';
import type { Split } from './split.js';

/** Of what the reader left out, and of classes that may be one. */
export function warnOfPhotos({ leftOut, suspects }: PhotoSet): DataWarning[] {
  const count = (code: LeftOutCode): number => leftOut.filter((line) => line.code === code).length;
  const warnings: DataWarning[] = [];
  const [ignored, loose, open] = [count('NOT_A_PICTURE'), count('LOOSE_PICTURE'), count('UNLABELLED')];
  if (ignored > 0) warnings.push({ code: 'FILES_IGNORED', message: `${ignored} files that are no pictures by their name were left out` });
  if (loose > 0)
    warnings.push({
      code: 'LOOSE_PICTURES',
      message: `${loose} pictures that lie in no class folder were left out; supcon data check names them`,
    });
  if (open > 0) warnings.push({ code: 'NOT_LABELLED', message: `${open} pictures of the list have no label yet and were left out` });
  for (const names of suspects)
    warnings.push({
      code: 'SUSPECT_NAMES',
      message: `the classes ${names.map((name) => JSON.stringify(name)).join(' and ')} differ only in case, white space or forms of letters; if they are one, give them one name`,
    });
  return warnings;
}

/** Of classes whose accuracy will not be known, and of classes far larger than others. */
export function warnOfSplit({
  labels,
  classes,
  split,
}: {
  readonly labels: readonly string[];
  readonly classes: Int32Array;
  readonly split: Split;
}): DataWarning[] {
  const count = (indices: readonly number[]): number[] => {
    const counts = labels.map(() => 0);
    for (const index of indices) counts[classes[index]!]!++;
    return counts;
  };
  const missing = (['validation', 'test'] as const).flatMap((name): DataWarning[] => {
    const without = labels.filter((_, label) => count(split[name])[label] === 0);
    const one = without.length === 1 ? 'class has' : 'classes have';
    return without.length === 0
      ? []
      : [
          {
            code: 'CLASS_NOT_MEASURED',
            message: `${without.length} ${one} no ${name} pictures and ${without.length === 1 ? 'is' : 'are'} not part of its accuracy:\n${list(without, 20)}`,
          },
        ];
  });
  const trained = count(split.train);
  const uneven = strongImbalance(labels.map((label, index) => ({ label, count: trained[index]! })));
  if (!uneven) return missing;
  const { most, least, message } = uneven;
  return [
    ...missing,
    {
      code: 'IMBALANCE',
      message: `${message} ('${most.label}' ${most.count}, '${least.label}' ${least.count} to train with): look at the balanced accuracy and the worst class`,
    },
  ];
}
