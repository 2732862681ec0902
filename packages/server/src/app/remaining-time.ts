/** Says how long the rest of some work takes, from the pace since the first word. @param clock milliseconds. @returns null as long as it cannot be told. */
export function remainingTime(clock: () => number = () => performance.now()): (done: number, total: number) => string | null {
  let first: { readonly at: number; readonly done: number } | undefined;
  return (done, total) => {
    first ??= { at: clock(), done };
    if (done <= first.done) return null;
    const seconds = ((total - done) * (clock() - first.at)) / (done - first.done) / 1000;
    return `about ${Math.ceil(seconds)} s left`;
  };
}
