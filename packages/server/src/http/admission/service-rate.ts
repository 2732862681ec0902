/** How fast work is done, over the last seconds in which there was any. */
export interface ServiceRate {
  /** So much is under way from now on. */
  underWay(count: number): void;
  /** So much has been done. */
  done(count: number): void;
  /** A second; undefined before there was work for half a second. */
  readonly perSecond: number | undefined;
}

/** What was done so many seconds ago counts 1/e. */
const MEMORY_S = 2;
/** Work for so long says something, seconds. */
const ENOUGH_S = 0.5;

/** Work done, divided by the time in which there was some to do, both forgotten exponentially: pauses count for nothing.
 * @param now milliseconds, of a clock that never goes back. */
export function createServiceRate(now: () => number = () => performance.now()): ServiceRate {
  let [work, seconds] = [0, 0];
  let busySince: number | undefined;
  const comeTo = (present: number): void => {
    if (busySince === undefined) return;
    const passed = (present - busySince) / 1000;
    const kept = Math.exp(-passed / MEMORY_S);
    work *= kept;
    seconds = seconds * kept + MEMORY_S * (1 - kept);
    busySince = present;
  };
  return {
    underWay: (count) => {
      const present = now();
      comeTo(present);
      busySince = count > 0 ? present : undefined;
    },
    done: (count) => {
      comeTo(now());
      work += count;
    },
    get perSecond() {
      comeTo(now());
      return seconds < ENOUGH_S ? undefined : work / seconds;
    },
  };
}
