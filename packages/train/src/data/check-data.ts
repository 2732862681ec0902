import { TrainError } from '../errors.js';
import { maxPixels } from '../max-pixels.js';
import type { ImageFolder, SplitName } from './image-folder.js';
import { surveyPictures, type PictureSurvey } from './picture-survey.js';
import { scanData } from './scan-data.js';
import { splitItems } from './split.js';

/** Something a person should know of. An error is what training refuses; with a warning it goes on. */
export interface DataFinding {
  readonly severity: 'error' | 'warning';
  readonly code:
    | 'BAD_IMAGES'
    | 'TOO_FEW'
    | 'LEAKS'
    | 'COPIES_ACROSS_CLASSES'
    | 'COPIES_WITHIN_CLASS'
    | 'SMALL_CLASS'
    | 'IMBALANCE'
    | 'FILES_IGNORED'
    | 'PICTURES_CUT_OFF';
  readonly message: string;
  /** What to do. */
  readonly fix: string;
  /** One line for each case: a file, or files that belong together. */
  readonly cases: readonly string[];
}

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
  /** Files that are pictures by their name or the manifest, and how many of them cannot be read. */
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

/** Fewer pictures to train with than this, or more of one class for one of another, are worth a warning. */
const SMALL_CLASS = 20;
const MOST_IMBALANCE = 3;

/** Looks at a folder or manifest as training would, and beyond: nothing is written.
 * @param onPicture told of progress.  @param limit pixels of one picture held in memory at once, default SUPCON_MAX_PIXELS or 40 million.
 * @throws TrainError NOT_FOUND, BAD_DATA as `scanData`, where there is no telling what the data are. */
export async function checkData(
  path: string,
  onPicture: (done: number, total: number) => void = () => undefined,
  limit = maxPixels(),
): Promise<DataCheck> {
  const folder = await scanData(path);
  const survey = await surveyPictures(folder, (done) => onPicture(done, folder.files.length), limit);
  const good = folder.files.map((_, index) => index).filter((index) => !survey.bad.has(index));
  const classes = countClasses(folder, good);
  const trained = classes.map(({ pictures }) => pictures.train + pictures.open);
  const sizes = survey.sizes.filter((size) => size !== undefined);
  const exact = good.length - new Set(good.map((index) => survey.hashes[index])).size;
  return {
    data: path,
    files: folder.files.length,
    bad: survey.bad.size,
    classes,
    width: spreadOf(sizes.map(({ width }) => width)),
    height: spreadOf(sizes.map(({ height }) => height)),
    imbalance: Math.max(...trained) / Math.max(1, Math.min(...trained)),
    copies: { exact, near: survey.groups.reduce((sum, group) => sum + group.length - 1, 0) - exact },
    findings: [
      ...unreadable(folder, survey),
      ...cutOff(folder, survey),
      ...tooFew(folder, survey, good),
      ...copies(folder, survey),
      ...smallClasses(classes),
      ...imbalanced(classes),
      ...ignoredFiles(folder),
    ],
  };
}

function countClasses({ labels, files }: ImageFolder, good: readonly number[]): ClassCount[] {
  const counts = new Map(labels.map((label) => [label, { train: 0, validation: 0, test: 0, open: 0 }]));
  for (const index of good) counts.get(files[index]!.label)![files[index]!.split ?? 'open']++;
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

function unreadable({ files }: ImageFolder, { bad }: PictureSurvey): DataFinding[] {
  if (bad.size === 0) return [];
  return [
    {
      severity: 'error',
      code: 'BAD_IMAGES',
      message: `${bad.size} files cannot be read as pictures`,
      fix: 'Repair or remove them, or train with --skip-bad.',
      cases: [...bad].sort(([a], [b]) => a - b).map(([index, reason]) => `${files[index]!.path}: ${reason}`),
    },
  ];
}

function cutOff({ files }: ImageFolder, { warnings }: PictureSurvey): DataFinding[] {
  if (warnings.size === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'PICTURES_CUT_OFF',
      message: `${warnings.size} files are not whole; they are used as they are`,
      fix: 'Get the whole files, or leave these out.',
      cases: [...warnings].sort(([a], [b]) => a - b).map(([index, reason]) => `${files[index]!.path}: ${reason}`),
    },
  ];
}

function tooFew({ files }: ImageFolder, { hashes }: PictureSurvey, good: readonly number[]): DataFinding[] {
  const items = good.map((index) => ({ label: files[index]!.label, split: files[index]!.split, hash: hashes[index]! }));
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

function copies({ files }: ImageFolder, { groups, hashes }: PictureSurvey): DataFinding[] {
  const leaks: string[] = [];
  const acrossClasses: string[] = [];
  const within: string[] = [];
  for (const group of groups) {
    const own = group.map((index) => files[index]!);
    const kind = new Set(group.map((index) => hashes[index])).size === 1 ? 'exact' : 'near';
    const line = `${own.map(({ path }) => path).join(' = ')} (${kind})`;
    const sides = new Set(own.map(({ split }) => split ?? 'train'));
    if (sides.size > 1) leaks.push(line);
    if (new Set(own.map(({ label }) => label)).size > 1) acrossClasses.push(line);
    if (sides.size === 1 && new Set(own.map(({ label }) => label)).size === 1) within.push(line);
  }
  const finding = (code: DataFinding['code'], cases: readonly string[], message: string, fix: string): DataFinding[] =>
    cases.length === 0 ? [] : [{ severity: 'warning', code, message: `${cases.length} ${message}`, fix, cases }];
  return [
    ...finding('LEAKS', leaks, 'pictures lie in several splits: accuracy on them says little', 'Keep each in one of them.'),
    ...finding('COPIES_ACROSS_CLASSES', acrossClasses, 'pictures lie in several classes', 'Keep each in the class that is right.'),
    ...finding(
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
  const sorted = classes.map(({ label, pictures }) => ({ label, count: pictures.train + pictures.open })).sort((a, b) => a.count - b.count);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  if (most.count <= MOST_IMBALANCE * least.count) return [];
  return [
    {
      severity: 'warning',
      code: 'IMBALANCE',
      message: `the largest class has ${(most.count / Math.max(1, least.count)).toFixed(1)} times the pictures of the smallest`,
      fix: 'Train with stage1.sampler {"kind": "balanced"} or stage1.classWeighting, or even the classes out.',
      cases: [`${most.label}: ${most.count}`, `${least.label}: ${least.count}`],
    },
  ];
}

function ignoredFiles({ ignoredPaths }: ImageFolder): DataFinding[] {
  if (ignoredPaths.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'FILES_IGNORED',
      message: `${ignoredPaths.length} files are no pictures by their name and are left out`,
      fix: 'Give pictures a picture ending (.jpg, .png, .webp, .gif); leave the others where they are.',
      cases: ignoredPaths,
    },
  ];
}
