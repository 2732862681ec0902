import { ServerError } from '../domain/errors.js';
import { CURVE_NAMES, type CurveName } from './run-curves.js';
import type { CurvesQuery } from './runs.js';

const MOST_RUNS = 20;
const FEWEST_POINTS = 4;
const MOST_POINTS = 5000;
const USUAL_POINTS = 500;

/** A question for curves that can be answered, each run and each name once. @throws ServerError BAD_REQUEST. */
export function requireCurvesQuery({ runs, names = CURVE_NAMES, points = USUAL_POINTS }: CurvesQuery): {
  /** Undefined where none was named. */
  readonly runs: readonly string[] | undefined;
  readonly names: readonly CurveName[];
  readonly points: number;
} {
  const ids = runs && [...new Set(runs)];
  if (ids && (ids.length < 1 || ids.length > MOST_RUNS))
    throw new ServerError('BAD_REQUEST', `run: expected 1 to ${MOST_RUNS} runs, got ${ids.length}`);
  if (!Number.isInteger(points) || points < FEWEST_POINTS || points > MOST_POINTS)
    throw new ServerError('BAD_REQUEST', `points: expected a whole number from ${FEWEST_POINTS} to ${MOST_POINTS}, got ${String(points)}`);
  return { runs: ids, names: [...new Set(names)].map(requireName), points };
}

function requireName(name: string): CurveName {
  const found = CURVE_NAMES.find((known) => known === name);
  if (found === undefined)
    throw new ServerError('BAD_REQUEST', `name: expected some of ${CURVE_NAMES.join(', ')}, got ${JSON.stringify(name.slice(0, 60))}`);
  return found;
}
