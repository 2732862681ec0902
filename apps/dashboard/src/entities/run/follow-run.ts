import type { RunEvent, SupconClient } from '@supcon/sdk';
import { loadRunEvents } from './load-run-events.js';
import { isOver } from './run-status.js';

/** How a run's events come in. `loading`: reading what is there already. `live`: new events arrive as they happen. `reconnecting`: the connection is lost, and tried again. `ended`:
 * the run reports nothing more. */
export type FollowState = 'loading' | 'live' | 'reconnecting' | 'ended';

/** Which run, and who is told. */
export interface FollowOptions {
  readonly client: SupconClient;
  readonly id: string;
  /** An EventSource cannot send a key; with one, new events are asked for every two seconds. */
  readonly polling: boolean;
  readonly onEvents: (events: readonly RunEvent[]) => void;
  readonly onState: (state: FollowState) => void;
}

const RETRY_MS = 2000;

/** Reads a run's events from the start and then follows it, over lost connections and restarts of the server: the byte offset of the last event received is
 * where it goes on, so that none is missed or seen twice.
 * @returns stops following; nothing is called after that. */
export function followRun({ client, id, polling, onEvents, onState }: FollowOptions): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let offset = 0;
  let timer: number | undefined;
  let source: EventSource | undefined;

  const later = (action: () => Promise<void>): void => {
    timer = window.setTimeout(() => void action(), RETRY_MS);
  };

  /** Everything behind the offset, and whether the run is still going on. */
  const catchUp = async (): Promise<boolean> => {
    const { status } = await client.runs.get(id, { signal, retries: 0 });
    const { events, nextOffset } = await loadRunEvents(client, id, offset, signal);
    offset = nextOffset;
    if (events.length > 0 && !signal.aborted) onEvents(events);
    return !isOver(status);
  };

  const advance = async (): Promise<void> => {
    try {
      const running = await catchUp();
      if (signal.aborted) return;
      onState(running ? 'live' : 'ended');
      if (!running) return;
      if (polling) later(advance);
      else listen();
    } catch {
      if (signal.aborted) return;
      onState('reconnecting');
      later(advance);
    }
  };

  const listen = (): void => {
    const stream = new EventSource(client.runs.eventsUrl(id, offset));
    source = stream;
    stream.onopen = () => onState('live');
    stream.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
      const next = Number(lastEventId);
      if (next <= offset) return;
      offset = next;
      onEvents([JSON.parse(data) as RunEvent]);
    };
    stream.addEventListener('end', () => {
      stream.close();
      onState('ended');
    });
    stream.onerror = () => {
      onState('reconnecting');
      // The browser tries again by itself, except after an answer that is no stream: then what is there is read anew.
      if (stream.readyState === EventSource.CLOSED) later(advance);
    };
  };

  onState('loading');
  void advance();
  return () => {
    stop.abort();
    window.clearTimeout(timer);
    source?.close();
  };
}
