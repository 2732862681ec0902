import { formatDuration } from '../console/format-duration.js';
import type { ProgressTask } from '../console/progress-task.js';
import type { Reporter } from '../console/reporter.js';
import type { DownloadOptions } from './download-file.js';

const MB = 1e6;
/** Between two lines about a download of unknown length. */
const TELL_EVERY_BYTES = 20 * MB;

/** What `downloadFile` tells, for people: a bar with the time that is left, or a line now and then where the server does not say how much will come.
 * @param name what is fetched.  @param download gets the callbacks. */
export async function showDownload<T>(
  name: string,
  reporter: Reporter,
  download: (show: Required<Pick<DownloadOptions, 'onProgress' | 'onRetry'>>) => Promise<T>,
): Promise<T> {
  let task: ProgressTask | undefined;
  let told = 0;
  const onProgress = (done: number, total: number | undefined): void => {
    if (total !== undefined) {
      task ??= reporter.task(`Fetching ${name}`, Math.ceil(total / MB), 'MB', { from: Math.floor(done / MB) });
      task.update(Math.floor(done / MB));
    } else if (done - told >= TELL_EVERY_BYTES) {
      told = done;
      reporter.note(`Fetching ${name}: ${Math.round(done / MB)} MB so far`);
    }
  };
  const onRetry = (reason: string, waitMs: number): void => {
    reporter.note(`${reason}; trying again in ${formatDuration(waitMs / 1000)}`);
  };
  return download({ onProgress, onRetry }).finally(() => task?.stop());
}
