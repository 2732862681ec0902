import type { RunEvent } from '@supcon/sdk';
import { useEffect, useState } from 'react';
import { followRun, type FollowState } from './follow-run.js';
import { useSession } from '../../session/session.js';

/** At most ten draws a second, however fast events arrive. */
const FLUSH_MS = 100;

/** A run's events from the start, growing while it runs.
 * @param resumable changes when an ended run may have gone on, and the reading starts anew. */
export function useLiveRun(id: string, resumable: boolean): { events: readonly RunEvent[]; state: FollowState } {
  const { client, apiKey } = useSession();
  const [events, setEvents] = useState<readonly RunEvent[]>([]);
  const [state, setState] = useState<FollowState>('loading');

  useEffect(() => {
    let pending: RunEvent[] = [];
    let fresh = true;
    let timer: number | undefined;
    const flush = (): void => {
      timer = undefined;
      const batch = pending;
      const replace = fresh;
      pending = [];
      fresh = false;
      setEvents((before) => (replace ? batch : [...before, ...batch]));
    };
    const stop = followRun({
      client,
      id,
      polling: apiKey !== undefined,
      onEvents: (batch) => {
        pending.push(...batch);
        // What is there already is shown together with the news that it has been read.
        if (fresh) flush();
        else timer ??= window.setTimeout(flush, FLUSH_MS);
      },
      onState: setState,
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [client, apiKey, id, resumable]);

  return { events, state };
}
