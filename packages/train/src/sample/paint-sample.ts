import type { ProgressTask } from '../console/progress-task.js';
import type { Reporter } from '../console/reporter.js';
import { makeSampleData, type SampleData } from './make-sample-data.js';

/** Makes the sample pictures with a progress bar; at once where they are there already. @throws as `makeSampleData`. */
export async function paintSample(folder: string, reporter: Reporter): Promise<SampleData> {
  let task: ProgressTask | undefined;
  const made = await makeSampleData(folder, {
    onProgress: ({ done, total }) => {
      task ??= reporter.task('Painting', total, 'pictures');
      task.update(done);
    },
  }).finally(() => task?.stop());
  const { reused, train, test, classes, dir } = made;
  reporter.note(`${reused ? 'Already there' : 'Made'}: ${train} training and ${test} test pictures of ${classes.length} classes in ${dir}`);
  return made;
}
