import { fileURLToPath } from 'node:url';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

/** Classes that are there before. */
const CLASSES = /** @type {const} */ ([5, 50, 500]);
/** Of each class, the new one among them. */
const PHOTOS = 50;

/** What is done to the classes, by what ours calls it. */
const STEPS = /** @type {const} */ ({
  addOne: 'add 1 photo',
  addOneProcessor: 'add 1 photo, processor time',
  add: `add ${PHOTOS} photos`,
  addProcessor: `add ${PHOTOS} photos, processor time`,
  remove: `remove ${PHOTOS} photos`,
  removeProcessor: `remove ${PHOTOS} photos, processor time`,
});

/**
 * A class added and taken out, beside a fit of all photos: ours, and scikit-learn's Ridge.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureClasses({ root, env, say, machine, rounds, steps, size }) {
  const script = fileURLToPath(new URL('our-classes.mjs', import.meta.url));
  const shape = (/** @type {number} */ classes) => ['--classes', String(classes), '--photos', String(PHOTOS), '--width', String(size)];
  const ours = await measureRounds({
    entrants: CLASSES.map((classes) => ({
      name: `${classes} classes ours`,
      program: { command: process.execPath, args: [script, ...shape(classes), '--steps', String(steps)] },
    })),
    fields: {
      ...{ addOne: 'ms', addOneProcessor: 'ms', add: 'ms', addProcessor: 'ms', remove: 'ms', removeProcessor: 'ms' },
      refit: 'ms',
    },
    rounds,
    env,
    say,
  });
  const peers = await measureRounds({
    entrants: CLASSES.map((classes) => ({
      name: `${classes} classes scikit-learn`,
      program: findPeer({ root, env, script: 'classes_sklearn.py', args: shape(classes) }),
    })),
    fields: { refit: 'ms' },
    rounds,
    env,
    say,
  });
  return CLASSES.flatMap((classes) =>
    /** @type {(keyof typeof STEPS)[]} */ (Object.keys(STEPS)).map((step) =>
      makeFigure({
        name: `classes ${classes}: ${STEPS[step]}`,
        unit: 'ms',
        ours: ours(`${classes} classes ours`, step) ?? Number.NaN,
        peers: {
          'our refit': ours(`${classes} classes ours`, 'refit'),
          'scikit-learn refit': peers(`${classes} classes scikit-learn`, 'refit'),
        },
        machine,
      }),
    ),
  );
}
