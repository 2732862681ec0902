/** Over how long the pace is judged, milliseconds. */
const WINDOW_MS = 5000;
/** A window that ends later than this behind its time says nothing of the sender: the event loop stood still. */
const LATE_MS = 1000;

/** What is smaller holds too little to matter, and has this long to come or to grow: a connection may well stand still for some seconds. */
const SMALL_BYTES = 64 * 1024;
const SMALL_MS = 30_000;

/** Watches that something grows fast enough: over each window of five seconds once 64 KiB have come, which have to come within half a minute.
 * @param size what has come so far, bytes. @param leastRate bytes a second, asked at the end of each window; 0 for none.
 * @param onSlow called once, with the rate that was missed; the watch is over then. @returns ends the watch. */
export function watchPace(size: () => number, leastRate: () => number, onSlow: (rate: number) => void): () => void {
  const begun = performance.now();
  let before = size();
  let due = begun + WINDOW_MS;
  const judge = (): void => {
    const now = performance.now();
    const isLate = now - due > LATE_MS;
    const grown = size() - before;
    const rate = leastRate();
    before = size();
    due = now + WINDOW_MS;
    const isFastEnough = before < SMALL_BYTES ? now - begun < SMALL_MS : grown >= (rate * WINDOW_MS) / 1000;
    if (isLate || rate === 0 || isFastEnough) return;
    clearInterval(timer);
    onSlow(rate);
  };
  const timer = setInterval(judge, WINDOW_MS).unref();
  return () => clearInterval(timer);
}
