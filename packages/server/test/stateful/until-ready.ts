import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the index of every collection is open, which a server that listens already may still be at. */
export async function untilReady(url: string): Promise<void> {
  while (!(await fetch(`${url}/readyz`)).ok) await sleep(20);
}
