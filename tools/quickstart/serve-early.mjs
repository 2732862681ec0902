import { existsSync } from 'node:fs';
import path from 'node:path';
import { QuickstartError } from './quickstart-error.mjs';
import { parseEvent, runChild } from './run-child.mjs';

/** @typedef {import('./run-child.mjs').ChildResult} ChildResult */

/** @typedef {import('./progress-file.mjs').Probe} Probe */

/**
 * A server that answers with the frozen probe while training goes on, and with what was trained once that is there. `takeOver` lets it answer with what was trained,
 * also the collection; `ended` resolves when it has ended, and `stop` ends it.
 * @typedef {object} EarlyServing
 * @property {(artifact: string) => Promise<void>} takeOver
 * @property {() => Promise<ChildResult>} ended
 * @property {() => Promise<void>} stop
 */

/**
 * Freezes and indexes what of it is not yet, and starts the server: before training goes on, which times its own steps and so needs the machine to itself.
 * @param {object} task
 * @param {string} task.cwd the repository
 * @param {NodeJS.ProcessEnv} task.env
 * @param {string} task.supcon path of the command
 * @param {string} task.server path of the command
 * @param {readonly string[]} task.serverArgs of the server that stays
 * @param {readonly string[]} task.indexArgs which photos go into which collection
 * @param {string} task.collection
 * @param {Probe} task.probe as far as it has come
 * @param {(probe: Probe) => void} task.onProbe it has come further
 * @param {(url: string) => void} task.onListening
 * @param {(text: string) => void} task.say
 * @returns {Promise<EarlyServing | undefined>} undefined, with a word about it, where it cannot be started: training goes on all the same
 * @throws QuickstartError where it was stopped meanwhile
 */
export async function serveEarly({ cwd, env, supcon, server, serverArgs, indexArgs, collection, onListening, say, ...task }) {
  const stopping = new AbortController();
  /** @type {string | undefined} */
  let url;

  /** @param {readonly string[]} args @param {string} what @returns {Promise<Record<string, unknown>[]>} its events */
  const run = async (args, what) => {
    /** @type {Record<string, unknown>[]} */
    const events = [];
    const { status, interrupted } = await runChild(process.execPath, args, {
      cwd,
      env,
      onLine: (line) => {
        const event = parseEvent(line);
        if (event !== undefined) events.push(event);
      },
    });
    if (interrupted || status === 130)
      throw new QuickstartError(`stopped during ${what}`, { fix: 'go on where it was with the same command', status: 130 });
    if (status !== 0) throw new Error(`${what} ended with status ${status}`);
    return events;
  };

  /** @param {string} artifact its folder */
  const letServe = (artifact) => run([server, 'alias', 'production', modelOf(artifact), '--json'], 'naming the model that serves');

  const freeze = async () => {
    const frozen = (await run([supcon, 'freeze', '--run', task.probe.run, '--json'], 'freezing the probe')).find(
      ({ artifact }) => typeof artifact === 'string',
    );
    return path.resolve(cwd, String(frozen?.['artifact']));
  };

  const makeReady = async () => {
    let { probe } = task;
    if (probe.artifact === undefined || !existsSync(path.join(probe.artifact, 'manifest.json'))) {
      probe = { run: probe.run, artifact: await freeze() };
      task.onProbe(probe);
    }
    const artifact = /** @type {string} */ (probe.artifact);
    await letServe(artifact);
    if (probe.collection === collection) return;
    say('quickstart: indexing the photos, for a server that answers while training goes on');
    await run([server, 'index', '--artifact', artifact, ...indexArgs, '--replace', '--json'], 'indexing');
    task.onProbe({ ...probe, collection });
  };

  try {
    await makeReady();
  } catch (error) {
    if (error instanceof QuickstartError) throw error;
    say(`quickstart: ${error instanceof Error ? error.message : String(error)}, so the server starts when training has ended`);
    return undefined;
  }
  /** @type {(listens: boolean) => void} */
  let settle = () => undefined;
  const listening = new Promise((/** @type {typeof settle} */ resolve) => (settle = resolve));
  const running = runChild(process.execPath, [server, ...serverArgs, '--json'], {
    cwd,
    // Requests are no news for the terminal of someone trying it out, and a progress bar stands there.
    env: { ...env, SUPCON_LOG_LEVEL: env['SUPCON_LOG_LEVEL'] ?? 'error' },
    stop: stopping.signal,
    onLine: (line) => {
      const event = parseEvent(line);
      if (event?.['event'] !== 'listening' || typeof event['url'] !== 'string') return;
      url = event['url'];
      onListening(url);
      settle(true);
    },
  });
  void running.then(() => settle(false));
  if (!(await listening)) {
    const { status, interrupted } = await running;
    if (interrupted) throw new QuickstartError('stopped while the server started', { fix: 'go on with the same command', status: 130 });
    say(`quickstart: the server ended with status ${status}, so it starts when training has ended`);
    return undefined;
  }

  return {
    takeOver: async (artifact) => {
      await letServe(artifact);
      await reembed({ url: String(url), collection, model: modelOf(artifact), key: env['SUPCON_API_KEY'], say });
    },
    ended: () => running,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** `name/version` of an artifact. @param {string} folder */
function modelOf(folder) {
  return `${path.basename(path.dirname(folder))}/${path.basename(folder)}`;
}

/**
 * Gives the collection the vectors of a model, through the server that has it open.
 * @param {{ url: string, collection: string, model: string, key: string | undefined, say: (text: string) => void }} options
 */
async function reembed({ url, collection, model, key, say }) {
  const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
  const ask = async (/** @type {string} */ address, /** @type {RequestInit} */ init = {}) => {
    const response = await fetch(`${url}${address}`, { headers, ...init });
    const body = /** @type {{ id?: string, state?: string, code?: string, detail?: string, error?: { message: string } | null }} */ (
      await response.json()
    );
    return { status: response.status, body };
  };
  const planned = await ask(`/v1/collections/${collection}/reembed`, { method: 'POST', body: JSON.stringify({ model }) });
  // It has the vectors of that encoder: the probe itself was kept.
  if (planned.body.code === 'COLLECTION_CONFLICT') return;
  if (planned.status !== 202) {
    say(`quickstart: the collection keeps the vectors of the probe: ${planned.body.detail ?? planned.status}`);
    return;
  }
  for (;;) {
    const { body } = await ask(`/v1/jobs/${planned.body.id}`);
    if (body.state === 'done') return;
    if (body.state !== 'queued' && body.state !== 'running') {
      say(`quickstart: the collection keeps the vectors of the probe: ${body.error?.message ?? body.state}`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
