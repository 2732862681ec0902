/** A checkpoint may cost this share of the training time. */
const SHARE = 0.05;

/** Says when the next checkpoint is due: some seconds after the last one, and later where writing one takes long, so that saving never
 * costs more than a twentieth of the time. */
export interface SavePace {
  due(now: number): boolean;
  /** @param began and ended: of the write, in seconds of the same clock. */
  saved(began: number, ended: number): void;
}

/** @param everySeconds at least; 0 saves after every step.  @param now seconds */
export function createSavePace(everySeconds: number, now: number): SavePace {
  let next = now + everySeconds;
  return {
    due: (time) => time >= next,
    saved: (began, ended) => {
      next = ended + (everySeconds === 0 ? 0 : Math.max(everySeconds, (ended - began) / SHARE));
    },
  };
}
