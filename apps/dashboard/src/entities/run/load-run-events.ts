import type { RunEvent, SupconClient } from '@supcon/sdk';

/** Everything that a run has reported behind a byte offset, in as many answers as it takes. */
export async function loadRunEvents(
  client: Pick<SupconClient, 'runs'>,
  id: string,
  offset: number,
  signal: AbortSignal,
): Promise<{ events: RunEvent[]; nextOffset: number }> {
  const all: RunEvent[] = [];
  for (;;) {
    const { events, nextOffset } = await client.runs.metrics(id, offset, { signal });
    all.push(...events);
    if (nextOffset === offset) return { events: all, nextOffset };
    offset = nextOffset;
  }
}
