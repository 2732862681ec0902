import path from 'node:path';
import { parseEvent, runChild } from './run-child.mjs';

/** @typedef {import('./run-child.mjs').ChildResult} ChildResult */

/**
 * A server that answers with the frozen probe while training goes on, and with what was trained once that is there. `hear` is told every event of the training; `takeOver`
 * lets the server answer with what was trained, also the collection, and resolves to false where there is no such server; `ended` resolves when it has ended, and
 * `stop` ends it.
 * @typedef {object} EarlyServing
 * @property {(event: Record<string, unknown>) => void} hear
 * @property {(artifact: string) => Promise<boolean>} takeOver
 * @property {() => Promise<ChildResult | undefined>} ended
 * @property {() => Promise<void>} stop
 */

/**
 * @param {object} task
 * @param {string} task.cwd the repository
 * @param {NodeJS.ProcessEnv} task.env
 * @param {string} task.supcon path of the command
 * @param {string} task.server path of the command
 * @param {readonly string[]} task.serverArgs of the server that stays
 * @param {readonly string[]} task.indexArgs which photos go into which collection
 * @param {string} task.collection
 * @param {(url: string) => void} task.onListening
 * @param {(text: string) => void} task.say
 * @returns {EarlyServing}
 */
export function serveEarly({ cwd, env, supcon, server, serverArgs, indexArgs, collection, onListening, say }) {
  /** @type {Promise<boolean> | undefined} whether it listens */
  let begun;
  /** @type {Promise<ChildResult> | undefined} */
  let running;
  const stopping = new AbortController();
  /** @type {string | undefined} */
  let url;

  /** @param {readonly string[]} args @param {string} what @returns {Promise<Record<string, unknown>[]>} its events */
  const run = async (args, what) => {
    /** @type {Record<string, unknown>[]} */
    const events = [];
    const { status } = await runChild(process.execPath, args, {
      cwd,
      env,
      // Their progress would be written over that of the training.
      stderr: 'ignore',
      stop: stopping.signal,
      onLine: (line) => {
        const event = parseEvent(line);
        if (event !== undefined) events.push(event);
      },
    });
    if (stopping.signal.aborted) throw new Error(`${what} was stopped`);
    if (status !== 0) throw new Error(`${what} ended with status ${status}`);
    return events;
  };

  /** @param {string} artifact its folder */
  const letServe = (artifact) => run([server, 'alias', 'production', modelOf(artifact), '--json'], 'naming the model that serves');

  /** @param {string} probe id of its run */
  const begin = async (probe) => {
    const frozen = (await run([supcon, 'freeze', '--run', probe, '--json'], 'freezing the probe')).find(
      ({ artifact }) => typeof artifact === 'string',
    );
    const artifact = path.resolve(cwd, String(frozen?.['artifact']));
    await letServe(artifact);
    await run([server, 'index', '--artifact', artifact, ...indexArgs, '--replace', '--json'], 'indexing');
    /** @type {(listens: boolean) => void} */
    let settle = () => undefined;
    const listening = new Promise((/** @type {typeof settle} */ resolve) => (settle = resolve));
    running = runChild(process.execPath, [server, ...serverArgs, '--json'], {
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
    return listening;
  };

  return {
    hear: (event) => {
      if (begun !== undefined || event['type'] !== 'result' || event['recipe'] !== 'probe' || typeof event['id'] !== 'string') return;
      begun = begin(event['id']).catch((/** @type {unknown} */ error) => {
        say(`quickstart: ${error instanceof Error ? error.message : String(error)}, so the server starts when training has ended`);
        return false;
      });
    },
    takeOver: async (artifact) => {
      if (!(await begun) || url === undefined) return false;
      await letServe(artifact);
      await reembed({ url, collection, model: modelOf(artifact), key: env['SUPCON_API_KEY'], say });
      return true;
    },
    ended: async () => {
      await begun;
      return running;
    },
    stop: async () => {
      stopping.abort();
      await begun;
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
