import type { RunEvent } from '@supcon/sdk';
import { formatPercent } from '../../format/format-percent.js';

type Head = NonNullable<Extract<RunEvent, { type: 'result' }>['adapter']>;

/** What the head on an encoder that was brought is worth, in a sentence; undefined for a run without one. */
export function describeHead(events: readonly RunEvent[]): string | undefined {
  const head = events.findLast((event) => event.type === 'result')?.adapter;
  if (head === undefined) return undefined;
  const figures = `On validation classifier and 5-NN have ${scores(head.adapted)} with it, ${scores(head.plain)} without.`;
  return head.kept
    ? `The head that was trained on its embeddings is kept. ${figures}`
    : `The encoder stays as it came: the head that was trained on its embeddings gains no more than chance could. ${figures}`;
}

function scores({ validation }: Head['plain']): string {
  return `${formatPercent(validation['linear'])} and ${formatPercent(validation['knn'])}`;
}
