import { BenchError } from './bench-error.mjs';
import { median } from './make-figure.mjs';
import { runContender } from './run-contender.mjs';

/**
 * A program that measures itself: it prints a JSON object with numbers above 0 as its last line.
 * @typedef {object} Program
 * @property {string} command
 * @property {readonly string[]} args
 */

/**
 * @typedef {object} Entrant
 * @property {string} name unique in the benchmark, 'ours' or ending with ' ours' for this project: ours must run, a peer need not
 * @property {Program | { reason: string }} program or why there is none
 */

/** torch.compile takes minutes on a slow machine; nothing else should. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * Runs every entrant once a round, each alone in its process; every second round in reverse order, so that a machine that grows slower or
 * faster meanwhile favours nobody. One that cannot run is tried once.
 * @template {string} F
 * @param {object} options
 * @param {readonly Entrant[]} options.entrants
 * @param {Readonly<Record<F, string>>} options.fields what a program must print, each with its unit
 * @param {number} options.rounds
 * @param {NodeJS.ProcessEnv} options.env
 * @param {(text: string) => void} options.say
 * @returns {Promise<(name: string, field: F) => number | null>} medians over the rounds; null for who could not run
 * @throws BenchError when ours cannot run.
 */
export async function measureRounds({ entrants, fields, rounds, env, say }) {
  const names = /** @type {F[]} */ (Object.keys(fields));
  /** @type {Map<string, Record<F, number>[]>} */
  const measured = new Map();
  /** @type {Set<string>} */
  const unable = new Set();
  for (let round = 0; round < rounds; round++)
    for (const { name, program } of round % 2 === 0 ? entrants : entrants.toReversed()) {
      if (unable.has(name)) continue;
      const outcome = 'reason' in program ? program : await measure(program, names, env);
      if ('reason' in outcome) {
        if (isOurs(name)) throw new BenchError(`${name} did not run: ${outcome.reason}`);
        unable.add(name);
        say(`bench: ${name} cannot run: ${outcome.reason}`);
        continue;
      }
      measured.set(name, [...(measured.get(name) ?? []), outcome]);
      say(`bench: round ${round + 1}/${rounds}, ${name}: ${names.map((field) => `${short(outcome[field])} ${fields[field]}`).join(', ')}`);
    }
  return (name, field) => {
    const values = (measured.get(name) ?? []).map((measurement) => measurement[field]);
    return unable.has(name) || values.length === 0 ? null : median(values);
  };
}

/** @param {string} name */
function isOurs(name) {
  return name.split(' ').at(-1) === 'ours';
}

/**
 * @template {string} F
 * @param {Program} program
 * @param {readonly F[]} fields
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Record<F, number> | { reason: string }>}
 */
async function measure({ command, args }, fields, env) {
  const outcome = await runContender({ command, args, env: { TF_CPP_MIN_LOG_LEVEL: '3', ...env }, timeoutMs: TIMEOUT_MS });
  if (!outcome.ok) return { reason: outcome.reason };
  const { value } = outcome;
  if (!fields.every((field) => isPositive(value[field]))) {
    const got = fields.map((field) => String(value[field])).join(' and ');
    return { reason: `${fields.join(' and ')} must be numbers above 0, got ${got}` };
  }
  return /** @type {Record<F, number>} */ (Object.fromEntries(fields.map((field) => [field, value[field]])));
}

/** @param {unknown} value */
function isPositive(value) {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

/** @param {number} value four digits, as the figures have them */
function short(value) {
  return String(Number(value.toPrecision(4)));
}
