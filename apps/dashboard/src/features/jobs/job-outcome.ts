import type { Job } from '@supcon/sdk';
import { formatNumber } from '../../format/format-number.js';

/** What a finished job came to: `items 240 · lost 0`. Undefined where it says nothing. */
export function jobOutcome({ result }: Pick<Job, 'result'>): string | undefined {
  const said = Object.entries(result ?? {}).flatMap(([name, value]) => {
    const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    if (typeof value === 'number') return [`${words} ${formatNumber(value)}`];
    return typeof value === 'string' ? [`${words} ${value}`] : [];
  });
  return said.length === 0 ? undefined : said.join(' · ');
}
