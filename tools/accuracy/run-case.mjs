import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describeMachine } from '../bench/describe-machine.mjs';
import { parseEvent, runChild } from '../quickstart/run-child.mjs';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';
import { caseKey } from './read-cases.mjs';

/**
 * @typedef {object} Places
 * @property {string} root the repository
 * @property {string} home SUPCON_HOME of these runs
 * @property {string} results folder of the committed result files
 * @property {string} datasets folder with the data folders
 * @property {boolean} shared other work runs meanwhile
 */

/**
 * Trains one case to its end, going on with the run that was cut off last time, and writes its result file.
 * @param {import('./read-cases.mjs').Case} one
 * @param {Places} places
 * @param {(text: string) => void} say
 * @returns {Promise<'done' | 'was there' | 'interrupted'>}
 */
export async function runCase(one, { root, home, results, datasets, shared }, say) {
  const key = caseKey(one);
  const resultFile = path.join(results, `${key}.json`);
  if (existsSync(resultFile)) return 'was there';
  const data = path.join(datasets, one.data);
  if (!existsSync(data)) throw new Error(`there is no ${data}; set SUPCON_DATASETS to the folder that holds ${one.data}/`);

  // Which run belongs to the case, so that a second call finds it.
  const marker = path.join(home, 'accuracy', `${key}.run`);
  const earlier = existsSync(marker) ? readFileSync(marker, 'utf8').trim() : undefined;
  const goOn = earlier !== undefined && existsSync(path.join(home, 'runs', earlier, 'config.json'));
  const precision = one.precision ? ['--precision', one.precision] : [];
  const args = goOn
    ? ['train', '--resume', earlier, '--no-freeze', '--json']
    : ['train', '--recipe', one.recipe, '--data', data, '--seed', String(one.seed), ...precision, '--no-freeze', '--json'];
  say(`accuracy: ${key}${goOn ? ', going on' : ''}`);
  /** @type {string | undefined} */
  let run = goOn ? earlier : undefined;
  const { status, interrupted } = await runChild(process.execPath, [path.join(root, 'packages/train/bin/supcon.mjs'), ...args], {
    cwd: root,
    env: { ...process.env, SUPCON_HOME: home },
    onLine: (line) => {
      const event = parseEvent(line);
      if (event?.['type'] !== 'start' || typeof event['run'] !== 'string') return;
      run = event['run'];
      mkdirSync(path.dirname(marker), { recursive: true });
      writeFileAtomic(marker, `${run}\n`);
    },
  });
  if (interrupted || status === 130) return 'interrupted';
  if (status !== 0 || run === undefined) throw new Error(`${key} ended with status ${status}; its message stands above`);
  /** @type {unknown} */
  const result = JSON.parse(readFileSync(path.join(home, 'runs', run, 'result.json'), 'utf8'));
  const entry = { ...one, date: new Date().toISOString().slice(0, 10), machine: describeMachine(), ...(shared ? { shared } : {}), result };
  mkdirSync(results, { recursive: true });
  writeFileAtomic(resultFile, `${JSON.stringify(entry, null, 2)}\n`);
  rmSync(marker, { force: true });
  return 'done';
}
