import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';
import { encoderLike } from './encoder-like.mjs';

const WIDTHS = /** @type {const} */ ([128, 512]);
const QUERIES = 1000;
/** The addons that the graph may be of, the default first. */
const ENGINES = /** @type {const} */ (['hnswlib', 'usearch']);

const COMMON = /** @type {const} */ ({ build: 'vectors/s', perSecond: 'queries/s', recall: 'recall', ef: 'candidates', bytes: 'bytes' });
const OWN = /** @type {const} */ ({
  ...{ promised: 'recall', promisedEf: 'candidates', coldStart: 's' },
  ...{ tenth: 'ms', tenthProcessor: 'ms', one: 'ms', oneProcessor: 'ms', ten: 'ms', tenProcessor: 'ms' },
});
const SERVED = /** @type {const} */ ({ p50Ms: 'ms', p99Ms: 'ms' });

/** @type {Readonly<Record<keyof typeof COMMON | keyof typeof OWN | keyof typeof SERVED, string>>} */
const TITLES = {
  build: 'built, processor time',
  perSecond: 'searched at recall@10 >= 0.99, processor time',
  recall: 'recall@10 then',
  ef: 'candidates then',
  bytes: 'memory a vector',
  promised: 'recall@10 with the ef that the index chose',
  promisedEf: 'that ef',
  coldStart: 'start from a snapshot',
  tenth: 'filtered, 0.1 % fit',
  tenthProcessor: 'filtered, 0.1 % fit, processor time',
  one: 'filtered, 1 % fit',
  oneProcessor: 'filtered, 1 % fit, processor time',
  ten: 'filtered, 10 % fit',
  tenProcessor: 'filtered, 10 % fit, processor time',
  p50Ms: 'over HTTP at 100/s, median',
  p99Ms: 'over HTTP at 100/s, 99th percentile',
};

/**
 * Vectors as an encoder gives them, indexed and searched by ours with each addon, by FAISS and by usearch's Python, with one thread each; and searched over HTTP.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureSearch({ root, env, say, machine, rounds, steps, batch }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'supcon-search-'));
  try {
    /** @type {import('../make-figure.mjs').Figure[]} */
    const figures = [];
    for (const width of WIDTHS) {
      const [base, queries] = [path.join(folder, 'base.f32'), path.join(folder, 'queries.f32')];
      await writeFile(base, encoderLike(batch, width, 1));
      await writeFile(queries, encoderLike(QUERIES, width, 2));
      const shape = ['--base', base, '--queries', queries, '--width', String(width)];
      const own = (/** @type {string} */ script, /** @type {readonly string[]} */ more) => ({
        command: process.execPath,
        args: ['--expose-gc', fileURLToPath(new URL(script, import.meta.url)), ...shape, ...more],
      });
      const measured = { rounds, env, say };
      const ours = await measureRounds({
        ...measured,
        entrants: ENGINES.map((engine) => ({
          name: `${width} ${engine} ours`,
          program: own('our-search.mjs', ['--engine', engine, '--folder', folder]),
        })),
        fields: { ...COMMON, ...OWN },
      });
      const peers = await measureRounds({
        ...measured,
        entrants: ['faiss', 'usearch'].map((peer) => ({
          name: `${width} ${peer}`,
          program: findPeer({ root, env, script: `search_${peer}.py`, args: shape }),
        })),
        fields: COMMON,
      });
      // Filling a store and building its index takes long: once, with the default.
      const served = await measureRounds({
        ...measured,
        rounds: 1,
        entrants: ENGINES.slice(0, 1).map((engine) => ({
          name: `${width} served by ${engine} ours`,
          program: own('served-search.mjs', [
            '--engine',
            engine,
            '--home',
            path.join(folder, `home-${width}-${engine}`),
            '--seconds',
            String(steps),
          ]),
        })),
        fields: SERVED,
      });
      const figure = (
        /** @type {keyof typeof TITLES} */ field,
        /** @type {string} */ unit,
        /** @type {(engine: string) => number | null} */ of,
        peersOf = {},
      ) =>
        makeFigure({
          name: `search ${batch} x ${width}: ${TITLES[field]}`,
          unit,
          ours: of(ENGINES[0]) ?? Number.NaN,
          peers: { 'ours with usearch': of(ENGINES[1]), ...peersOf },
          machine,
        });
      for (const [field, unit] of /** @type {[keyof typeof COMMON, string][]} */ (Object.entries(COMMON)))
        figures.push(
          figure(field, unit, (engine) => ours(`${width} ${engine} ours`, field), {
            FAISS: peers(`${width} faiss`, field),
            'usearch (Python)': peers(`${width} usearch`, field),
          }),
        );
      for (const [field, unit] of /** @type {[keyof typeof OWN, string][]} */ (Object.entries(OWN)))
        figures.push(figure(field, unit, (engine) => ours(`${width} ${engine} ours`, field)));
      for (const [field, unit] of /** @type {[keyof typeof SERVED, string][]} */ (Object.entries(SERVED)))
        figures.push(
          makeFigure({
            name: `search ${batch} x ${width}: ${TITLES[field]}`,
            unit,
            ours: served(`${width} served by ${ENGINES[0]} ours`, field) ?? Number.NaN,
            peers: {},
            machine,
          }),
        );
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
