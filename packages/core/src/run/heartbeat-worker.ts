import { workerData } from 'node:worker_threads';
import { beat } from './beat.js';
import type { HeartbeatTask } from './heartbeat.js';

const { file, id, everyMs, hungAfterMs, turns } = workerData as HeartbeatTask;
let seen = -1;
let seenAt = Date.now();

setInterval(() => {
  const now = Atomics.load(turns, 0);
  if (now !== seen) [seen, seenAt] = [now, Date.now()];
  // The main thread has not turned for longer than any operation takes: it hangs, and a beat would hide that.
  if (Date.now() - seenAt <= hungAfterMs) beat(file, id);
}, everyMs);
