import { describeLeftOut, type LeftOut, type LeftOutCode } from '@supcon/core/photos';
import type { Reporter } from './reporter.js';

const PASSED_OVER: Readonly<Partial<Record<LeftOutCode, string>>> = {
  NOT_A_PICTURE: 'files are no pictures by their ending and are left out',
  LOOSE_PICTURE: 'pictures lie in no class folder and are left out',
  UNLABELLED: 'pictures of the list have no label yet and are left out',
  READ_ALREADY: 'links lead to folders that their class has read already',
};

/** Tells what of a data folder is not indexed: a line for each file that cannot be opened and each folder that is out of place, a line with a
 * count for each kind of what is rightly no picture.  @returns how many files could not be opened. */
export function reportLeftOut(leftOut: readonly LeftOut[], reporter: Reporter): number {
  for (const line of leftOut)
    if (line.kind !== 'passed-over') {
      const message = `${line.reason}; ${line.remedy}`;
      reporter.event(line.kind === 'unreadable' ? 'skipped' : 'leftOut', { picture: line.path, code: line.code, message });
      reporter.say(`index: ${describeLeftOut(line)}; ${line.remedy} (${line.code})`);
    }
  for (const [code, what] of Object.entries(PASSED_OVER)) {
    const count = leftOut.filter((line) => line.code === code).length;
    if (count === 0) continue;
    reporter.event('leftOut', { code, count });
    reporter.say(`index: ${count} ${what} (${code})`);
  }
  return leftOut.filter(({ kind }) => kind === 'unreadable').length;
}
