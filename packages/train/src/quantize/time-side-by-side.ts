const WARM_UP = 3;
const TIMES = 20;

/** Median time of each task in milliseconds, the tasks taking turns, so that a machine that is busy for a while slows all of them. */
export async function timeSideBySide(tasks: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < WARM_UP + TIMES; round++)
    for (const [index, task] of tasks.entries()) {
      const began = performance.now();
      await task();
      if (round >= WARM_UP) times[index]!.push(performance.now() - began);
    }
  return times.map((own) => own.sort((a, b) => a - b)[TIMES / 2]!);
}
