import { describeLeftOut, type LeftOut, type LeftOutCode, type PhotoSet } from '@supcon/core/photos';
import { findingOf, type DataFinding } from './data-finding.js';

/** Of files that cannot be opened, by the reader's report and by the attempt to read them: training refuses them unless it skips them. */
export function unreadableFiles({ leftOut }: PhotoSet, unread: readonly LeftOut[]): DataFinding[] {
  const lost = [...leftOut.filter(({ kind }) => kind === 'unreadable'), ...unread];
  return findingOf(
    'error',
    'UNREADABLE_FILES',
    lost.map((line) => `${describeLeftOut(line)} (${line.code}: ${line.remedy})`),
    'files cannot be opened',
    'Mend them as the lines say, or train with --skip-bad.',
  );
}

/** Of what a person might take for a picture of the set though it is none, and of classes that may be one. */
export function passedOver({ leftOut, suspects }: PhotoSet): DataFinding[] {
  const paths = (code: LeftOutCode): string[] => leftOut.filter((line) => line.code === code).map(({ path }) => path);
  return [
    ...findingOf(
      'warning',
      'SUSPECT_NAMES',
      suspects.map((names) => names.map((name) => JSON.stringify(name)).join(' and ')),
      'names of classes differ only in case, white space or forms of letters',
      'If they are one class, give its folders or lines one name.',
    ),
    ...findingOf(
      'warning',
      'LOOSE_PICTURES',
      paths('LOOSE_PICTURE'),
      'pictures lie in no class folder and are left out',
      'Move each into the folder of its class.',
    ),
    ...findingOf(
      'warning',
      'NOT_LABELLED',
      paths('UNLABELLED'),
      'pictures of the list have no label yet and are left out',
      'Write the class of each into the column label.',
    ),
    ...findingOf(
      'warning',
      'FOLDERS_READ_ALREADY',
      paths('READ_ALREADY'),
      'links lead to folders that their class has read already',
      'Nothing has to be done: every picture counts once.',
    ),
    ...findingOf(
      'warning',
      'FILES_IGNORED',
      paths('NOT_A_PICTURE'),
      'files are no pictures by their name and are left out',
      'Give pictures a picture ending (.jpg, .png, .webp, .gif); leave the others where they are.',
    ),
  ];
}
