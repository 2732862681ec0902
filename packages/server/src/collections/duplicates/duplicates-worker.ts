import { serveCalls } from '../../threads/serve-calls.js';
import { groupDuplicates, type DuplicateGroup } from './group-duplicates.js';

/** What the thread does. */
export interface DuplicatesMethods {
  /** @param argument.rows [count, dimensions], unit length. @param argument.progress [1], shared: rows done. */
  group(argument: {
    readonly rows: Float32Array;
    readonly count: number;
    readonly dimensions: number;
    readonly threshold: number;
    readonly progress: Int32Array;
  }): readonly DuplicateGroup[];
}

serveCalls<DuplicatesMethods>({
  group: ({ rows, progress, ...wanted }) => groupDuplicates(rows, wanted, (done) => Atomics.store(progress, 0, done)),
});
