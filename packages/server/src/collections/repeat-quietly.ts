/** Does something again and again, with a pause between one time and the next, and keeps no process alive by that.
 * @param work sees to its own errors. @param options.afterMs the first pause, `everyMs` the later ones, milliseconds.
 * @returns ends it, and resolves when what is under way is done. */
export function repeatQuietly(
  work: () => Promise<void>,
  { afterMs, everyMs }: { readonly afterMs: number; readonly everyMs: number },
): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const plan = (ms: number): void => {
    if (isEnded) return;
    timer = setTimeout(() => {
      underWay = work().finally(() => {
        underWay = undefined;
        plan(everyMs);
      });
    }, ms).unref();
  };
  plan(afterMs);
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await underWay;
  };
}
