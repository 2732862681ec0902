import { explainUnwritableHome } from '@supcon/core/files';
import { TrainError } from './errors.js';

/** Turns an error of the file system about a home that cannot be written into one that says what to do; any other error is returned as it is.
 * @param home as `homeFolder` gives it. */
export function explainHome(error: unknown, home: string): unknown {
  const why = explainUnwritableHome(home, error);
  return why === undefined ? error : new TrainError('BAD_HOME', why, { cause: error });
}
