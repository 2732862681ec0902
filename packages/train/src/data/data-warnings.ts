import type { Split } from './split.js';

/** Something about the data that people should know but that does not stop a run. */
export interface DataWarning {
  readonly code:
    | 'FILES_IGNORED'
    | 'BAD_IMAGES_SKIPPED'
    | 'PICTURES_CUT_OFF'
    | 'SLOW_DECODING'
    | 'DUPLICATES_ACROSS_SPLITS'
    | 'NEAR_DUPLICATES_ACROSS_SPLITS'
    | 'DUPLICATES_ACROSS_CLASSES'
    | 'SMALL_CLASS'
    | 'LOOSE_PICTURES'
    | 'NOT_LABELLED'
    | 'SUSPECT_NAMES'
    | 'CLASS_NOT_MEASURED'
    | 'IMBALANCE';
  readonly message: string;
}

/** Fewer training pictures than this in a class are worth a warning. */
const SMALL_CLASS = 20;
/** Classes that one message names. */
const MOST_NAMED = 10;

/** Of exact copies in training and elsewhere, or in two classes.
 * @param hashes sha256 of the content of every picture.  @param classes int32 [N]. */
export function warnOfCopies({
  hashes,
  classes,
  split,
}: {
  readonly hashes: readonly string[];
  readonly classes: Int32Array;
  readonly split: Split;
}): DataWarning[] {
  const trained = new Set(split.train.map((index) => hashes[index]!));
  const leaked = [...split.validation, ...split.test].filter((index) => trained.has(hashes[index]!)).length;
  const seen = new Map<string, number>();
  let contradictory = 0;
  for (const index of [...split.train, ...split.validation, ...split.test]) {
    const first = seen.get(hashes[index]!);
    if (first === undefined) seen.set(hashes[index]!, classes[index]!);
    else if (first !== classes[index]) contradictory++;
  }
  const warnings: DataWarning[] = [];
  if (leaked > 0)
    warnings.push({
      code: 'DUPLICATES_ACROSS_SPLITS',
      message: `${leaked} validation or test pictures are exact copies of training pictures: accuracy on them says little`,
    });
  if (contradictory > 0)
    warnings.push({ code: 'DUPLICATES_ACROSS_CLASSES', message: `${contradictory} pictures lie in two classes at once (exact copies)` });
  return warnings;
}

/** Of pictures that show what a training picture shows, beside exact copies: where a folder has its own split, or a class too few pictures to
 * move one.
 * @param groups from `findNearDuplicates`. */
export function warnOfNearCopies({
  hashes,
  groups,
  split,
}: {
  readonly hashes: readonly string[];
  readonly groups: readonly (readonly number[])[];
  readonly split: Split;
}): DataWarning[] {
  const trained = new Set(split.train);
  const trainedHashes = new Set(split.train.map((index) => hashes[index]!));
  const held = new Set([...split.validation, ...split.test]);
  const leaked = groups
    .filter((group) => group.some((index) => trained.has(index)))
    .flatMap((group) => group.filter((index) => held.has(index) && !trainedHashes.has(hashes[index]!)));
  if (leaked.length === 0) return [];
  return [
    {
      code: 'NEAR_DUPLICATES_ACROSS_SPLITS',
      message: `${leaked.length} validation or test pictures show the same as a training picture (re-encoded, resized or recoloured): accuracy on them says little; supcon data check names them`,
    },
  ];
}

/** Of classes that are hard to learn. */
export function warnOfSmallClasses({
  labels,
  classes,
  split,
}: {
  readonly labels: readonly string[];
  readonly classes: Int32Array;
  readonly split: Split;
}): DataWarning[] {
  const counts = labels.map((_, label) => split.train.filter((index) => classes[index] === label).length);
  const small = labels.flatMap((label, index) => (counts[index]! < SMALL_CLASS ? [`'${label}' ${counts[index]!}`] : []));
  if (small.length === 0) return [];
  const few = small.length === 1 ? 'one class has' : `${small.length} classes have`;
  const named = small.length > MOST_NAMED ? [...small.slice(0, MOST_NAMED), `${small.length - MOST_NAMED} more`] : small;
  return [
    {
      code: 'SMALL_CLASS',
      message: `${few} fewer than ${SMALL_CLASS} training pictures (${named.join(', ')}): accuracy on so few says little, and pretrained weights help most`,
    },
  ];
}
