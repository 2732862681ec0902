import { join } from 'node:path';
import { RUN_FILES, SILENT_AFTER_MS, type FoundOwner } from '@supcon/core/run';
import { formatDuration } from '../console/format-duration.js';

/** Who has a run, since when, and what can be done about it.
 * @param now milliseconds since 1970. */
export function describeHolder(id: string, runFolder: string, { owner, life, beatAt }: FoundOwner, now: number): string {
  const who = `run ${id} is being trained by process ${owner.pid} on ${owner.host}, since ${owner.since}`;
  const again = `then go on with: supcon train --resume ${id}`;
  if (now - beatAt <= SILENT_AFTER_MS)
    return life === 'alive'
      ? `${who}. Wait until it ends, or let it save and stop with kill -INT ${owner.pid}; ${again}`
      : `${who}. Wait until it ends, or stop it there with Ctrl-C; ${again}`;
  const silent = `${who}, but has given no sign for ${formatDuration((now - beatAt) / 1000)}`;
  return life === 'alive'
    ? `${silent}: it is paused or hangs. Wake it with kill -CONT ${owner.pid}, or end it with kill -KILL ${owner.pid}; ${again}`
    : `${silent}. If it is gone, remove ${join(runFolder, RUN_FILES.owner)}; ${again}`;
}
