/** Over how long the pace is judged, milliseconds. */
const WINDOW_MS = 5000;
/** A window that ends later than this behind its time says nothing of the sender: the event loop stood still. */
const LATE_MS = 1000;

/** Watches that something grows fast enough, over each window of five seconds.
 * @param size what has come so far, bytes. @param leastRate bytes a second, asked at the end of each window; 0 for none.
 * @param onSlow called once, with the rate that was missed; the watch is over then. @returns ends the watch. */
export function watchPace(size: () => number, leastRate: () => number, onSlow: (rate: number) => void): () => void {
  let before = size();
  let due = performance.now() + WINDOW_MS;
  const judge = (): void => {
    const late = performance.now() - due;
    const grown = size() - before;
    const rate = leastRate();
    before = size();
    due = performance.now() + WINDOW_MS;
    if (late > LATE_MS || grown >= (rate * WINDOW_MS) / 1000) return;
    clearInterval(timer);
    onSlow(rate);
  };
  const timer = setInterval(judge, WINDOW_MS).unref();
  return () => clearInterval(timer);
}
