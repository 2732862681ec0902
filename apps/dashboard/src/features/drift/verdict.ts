import type { Drift, DriftMeasure } from '@supcon/sdk';

/** How a verdict is shown: a word, and a colour beside it. */
export interface ShownVerdict {
  readonly word: string;
  readonly color: 'teal' | 'yellow' | 'red' | 'gray';
}

const SHOWN: Readonly<Record<DriftMeasure['verdict'], ShownVerdict>> = {
  ok: { word: 'as it should be', color: 'teal' },
  watch: { word: 'watch', color: 'yellow' },
  alarm: { word: 'alarm', color: 'red' },
  fewPictures: { word: 'too few pictures', color: 'gray' },
  noReference: { word: 'nothing to compare with', color: 'gray' },
};

/** A verdict for people. */
export function shownVerdict(verdict: DriftMeasure['verdict']): ShownVerdict {
  return SHOWN[verdict];
}

/** How far something lies from validation, in multiples of what chance makes of it; undefined where there is nothing to compare. */
export function timesChance({ distance, byChance }: Pick<DriftMeasure, 'distance' | 'byChance'>): number | undefined {
  return distance === null || byChance === null || byChance <= 0 ? undefined : distance / byChance;
}

/** How many pictures are looked at, for people: of how many at most, and since when. */
export function shownWindow({ pictures, mostPictures, mostHours }: Drift['window']): string {
  if (mostPictures === 0) return 'Nothing is followed: the server was started so.';
  const kept = `the last ${mostPictures} of ${mostHours} hours count`;
  return pictures === 0
    ? `No picture was classified yet; ${kept}.`
    : `${pictures} ${pictures === 1 ? 'picture' : 'pictures'} so far; ${kept}.`;
}
