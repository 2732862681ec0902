import type { PhotoSet, SplitName } from '@supcon/core/photos';
import { TrainError } from '../errors.js';
import { maxPixels } from '../max-pixels.js';
import { strongImbalance } from './class-balance.js';
import { findingOf, type DataFinding } from './data-finding.js';
import { passedOver, unreadableFiles } from './file-findings.js';
import { surveyPictures, type PictureSurvey } from './picture-survey.js';
import { scanData } from './scan-data.js';
import { splitItems } from './split.js';

/** How many pictures a class has. */
export interface ClassCount {
  readonly label: string;
  /** Pictures that can be read, by the split that the data gives; `open` where it gives none. */
  readonly pictures: Readonly<Record<SplitName | 'open', number>>;
  readonly total: number;
}

/** Smallest, middle and largest. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** What was found in a folder of pictures before anything is trained on it. */
export interface DataCheck {
  readonly data: string;
  /** Pictures by their name or the list that can be found, and how many of them cannot be read. */
  readonly files: number;
  readonly bad: number;
  readonly classes: readonly ClassCount[];
  /** Pixels; undefined where no picture can be read. */
  readonly width: Spread | undefined;
  readonly height: Spread | undefined;
  /** Training pictures of the largest class for one of the smallest. */
  readonly imbalance: number;
  readonly copies: { readonly exact: number; readonly near: number };
  readonly findings: readonly DataFinding[];
}

/** Fewer pictures to train with than this are worth a warning. */
const SMALL_CLASS = 20;

/** Looks at a folder or manifest as training would, and beyond: nothing is written.
 * @param onPicture told of progress.  @param limit pixels of one picture held in memory at once, default SUPCON_MAX_PIXELS or 40 million.
 * @throws TrainError NOT_FOUND, BAD_DATA as `scanData`, where there is no telling what the data are. */
export async function checkData(
  path: string,
  onPicture: (done: number, total: number) => void = () => undefined,
  limit = maxPixels(),
): Promise<DataCheck> {
  const folder = await scanData(path, { skipBad: true });
  const survey = await surveyPictures(folder, (done) => onPicture(done, folder.photos.length), limit);
  const good = folder.photos.map((_, index) => index).filter((index) => !survey.bad.has(index));
  const classes = countClasses(folder, good);
  const trained = classes.map(({ pictures }) => pictures.train + pictures.open);
  const sizes = survey.sizes.filter((size) => size !== undefined);
  const exact = good.length - new Set(good.map((index) => survey.hashes[index])).size;
  return {
    data: path,
    files: folder.photos.length,
    bad: survey.bad.size,
    classes,
    width: spreadOf(sizes.map(({ width }) => width)),
    height: spreadOf(sizes.map(({ height }) => height)),
    imbalance: Math.max(...trained) / Math.max(1, Math.min(...trained)),
    copies: { exact, near: survey.groups.reduce((sum, group) => sum + group.length - 1, 0) - exact },
    findings: [
      ...unreadableFiles(folder, [...survey.unread.values()]),
      ...undecodable(folder, survey),
      ...cutOff(folder, survey),
      ...tooFew(folder, survey, good),
      ...copies(folder, survey),
      ...smallClasses(classes),
      ...imbalanced(classes),
      ...notMeasured(classes),
      ...passedOver(folder),
    ],
  };
}

function countClasses({ labels, photos }: PhotoSet, good: readonly number[]): ClassCount[] {
  const counts = new Map(labels.map((label) => [label, { train: 0, validation: 0, test: 0, open: 0 }]));
  for (const index of good) counts.get(photos[index]!.label)![photos[index]!.split ?? 'open']++;
  return labels.map((label) => {
    const pictures = counts.get(label)!;
    return { label, pictures, total: pictures.train + pictures.validation + pictures.test + pictures.open };
  });
}

function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return { min: sorted[0]!, median: sorted[Math.floor(sorted.length / 2)]!, max: sorted.at(-1)! };
}

function undecodable({ photos }: PhotoSet, { bad, unread }: PictureSurvey): DataFinding[] {
  const damaged = [...bad].filter(([index]) => !unread.has(index)).sort(([a], [b]) => a - b);
  return findingOf(
    'error',
    'BAD_IMAGES',
    damaged.map(([index, reason]) => `${photos[index]!.path}: ${reason}`),
    'files cannot be read as pictures',
    'Repair or remove them, or train with --skip-bad.',
  );
}

function cutOff({ photos }: PhotoSet, { warnings }: PictureSurvey): DataFinding[] {
  return findingOf(
    'warning',
    'PICTURES_CUT_OFF',
    [...warnings].sort(([a], [b]) => a - b).map(([index, reason]) => `${photos[index]!.path}: ${reason}`),
    'files are not whole; they are used as they are',
    'Get the whole files, or leave these out.',
  );
}

function tooFew({ photos }: PhotoSet, { hashes }: PictureSurvey, good: readonly number[]): DataFinding[] {
  const items = good.map((index) => ({ label: photos[index]!.label, split: photos[index]!.split, hash: hashes[index]! }));
  try {
    splitItems(items, { seed: 0, validation: 0.1, test: 0.2 });
    return [];
  } catch (error) {
    if (!(error instanceof TrainError)) throw error;
    return [
      {
        severity: 'error',
        code: 'TOO_FEW',
        message: 'some classes have too few different pictures to train, choose and test with',
        fix: 'Add pictures, or remove the class.',
        cases: error.details['problems'] as string[],
      },
    ];
  }
}

function copies({ photos }: PhotoSet, { groups, hashes }: PictureSurvey): DataFinding[] {
  const leaks: string[] = [];
  const acrossClasses: string[] = [];
  const within: string[] = [];
  for (const group of groups) {
    const own = group.map((index) => photos[index]!);
    const kind = new Set(group.map((index) => hashes[index])).size === 1 ? 'exact' : 'near';
    const line = `${own.map(({ path }) => path).join(' = ')} (${kind})`;
    const sides = new Set(own.map(({ split }) => split ?? 'train'));
    if (sides.size > 1) leaks.push(line);
    if (new Set(own.map(({ label }) => label)).size > 1) acrossClasses.push(line);
    if (sides.size === 1 && new Set(own.map(({ label }) => label)).size === 1) within.push(line);
  }
  return [
    ...findingOf('warning', 'LEAKS', leaks, 'pictures lie in several splits: accuracy on them says little', 'Keep each in one of them.'),
    ...findingOf(
      'warning',
      'COPIES_ACROSS_CLASSES',
      acrossClasses,
      'pictures lie in several classes',
      'Keep each in the class that is right.',
    ),
    ...findingOf(
      'warning',
      'COPIES_WITHIN_CLASS',
      within,
      'pictures lie several times in their class',
      'Nothing has to be done: a drawn split keeps them on one side. Without copies every picture counts once.',
    ),
  ];
}

function smallClasses(classes: readonly ClassCount[]): DataFinding[] {
  const small = classes.filter(({ pictures }) => pictures.train + pictures.open < SMALL_CLASS);
  if (small.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'SMALL_CLASS',
      message: `${small.length} classes have fewer than ${SMALL_CLASS} pictures to train with`,
      fix: 'Add pictures; expect little of these classes until then.',
      cases: small.map(({ label, pictures }) => `${label}: ${pictures.train + pictures.open}`),
    },
  ];
}

function imbalanced(classes: readonly ClassCount[]): DataFinding[] {
  const uneven = strongImbalance(classes.map(({ label, pictures }) => ({ label, count: pictures.train + pictures.open })));
  if (!uneven) return [];
  const { most, least, message } = uneven;
  return [
    {
      severity: 'warning',
      code: 'IMBALANCE',
      message,
      fix: 'Train with stage1.sampler {"kind": "balanced"} or stage1.classWeighting, or even the classes out.',
      cases: [`${most.label}: ${most.count}`, `${least.label}: ${least.count}`],
    },
  ];
}

/** Where the data make a split of their own: a split that is drawn has every class. */
function notMeasured(classes: readonly ClassCount[]): DataFinding[] {
  return (['validation', 'test'] as const).flatMap((name) => {
    if (classes.every(({ pictures }) => pictures[name] === 0)) return [];
    return findingOf(
      'warning',
      'CLASS_NOT_MEASURED',
      classes.filter(({ pictures }) => pictures[name] === 0).map(({ label }) => label),
      `classes have no ${name} pictures: their accuracy will not be known`,
      `Add some of each to ${name === 'test' ? 'test' : 'val'}/.`,
    );
  });
}
