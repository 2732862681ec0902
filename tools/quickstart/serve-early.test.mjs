import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { serveEarly } from './serve-early.mjs';

/** @type {string} */
let folder;
/** @type {string[]} */
let said;
const PROBE = { type: 'result', recipe: 'probe', id: 'run-1' };

/** Commands that write down how they were called; the server really listens, and plans a job for each collection that is to be embedded anew. */
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'supcon-early-'));
  said = [];
  writeFileSync(path.join(folder, 'calls'), '');
  const head = `import { appendFileSync } from 'node:fs';
    import { createServer } from 'node:http';
    const args = process.argv.slice(2);
    const note = (text) => appendFileSync(${JSON.stringify(path.join(folder, 'calls'))}, text + '\\n');
    note(args.filter((arg) => arg !== '--json').join(' '));
    if (args[0] === process.env.FAILS) process.exit(3);`;
  writeFileSync(path.join(folder, 'supcon.mjs'), `${head} console.log(JSON.stringify({ artifact: 'artifacts/photos/1' }));`);
  writeFileSync(
    path.join(folder, 'server.mjs'),
    `${head}
    if (args[0] !== 'alias' && args[0] !== 'index') {
      let looks = 0;
      const server = createServer((request, response) => {
        note(request.method + ' ' + request.url + ' ' + request.headers.authorization);
        const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        if (process.env.SAME) answer(409, { code: 'COLLECTION_CONFLICT' });
        else if (request.method === 'POST') answer(202, { id: 'job-1', state: 'queued' });
        else answer(200, { id: 'job-1', state: ++looks > 1 ? (process.env.ENDS ?? 'done') : 'running', error: { message: 'no room' } });
      }).listen(0, '127.0.0.1', () => console.log(JSON.stringify({ event: 'listening', url: 'http://127.0.0.1:' + server.address().port })));
      process.on('SIGINT', () => process.exit(0));
    }`,
  );
});

/** @param {NodeJS.ProcessEnv} [env] */
function early(env = {}) {
  /** @type {string[]} */
  const listening = [];
  const serving = serveEarly({
    cwd: folder,
    env: { ...process.env, SUPCON_API_KEY: 'a-secret', ...env },
    supcon: path.join(folder, 'supcon.mjs'),
    server: path.join(folder, 'server.mjs'),
    serverArgs: ['--port', '0'],
    indexArgs: ['--data', 'photos', '--collection', 'photos'],
    collection: 'photos',
    onListening: (url) => listening.push(url),
    say: (text) => said.push(text),
  });
  return { serving, listening };
}
const calls = () => readFileSync(path.join(folder, 'calls'), 'utf8').trim().split('\n');
const BEGUN = [
  'freeze --run run-1',
  'alias production photos/1',
  () => `index --artifact ${path.join(folder, 'artifacts/photos/1')} --data photos --collection photos --replace`,
  '--port 0',
].map((call) => (typeof call === 'string' ? () => call : call));

describe('serveEarly', () => {
  it('serves the probe as soon as it is measured, once, and then what was trained, with the collection', async () => {
    const { serving, listening } = early();
    for (const event of [{ type: 'start', run: 'run-1' }, PROBE, { type: 'result', recipe: 'finetune', id: 'run-2' }, PROBE])
      serving.hear(event);
    expect(await serving.takeOver(path.join(folder, 'artifacts/photos/2'))).toBe(true);
    expect(listening).toHaveLength(1);
    expect(calls()).toEqual([
      ...BEGUN.map((call) => call()),
      'alias production photos/2',
      'POST /v1/collections/photos/reembed Bearer a-secret',
      'GET /v1/jobs/job-1 Bearer a-secret',
      'GET /v1/jobs/job-1 Bearer a-secret',
    ]);
    expect(said).toEqual([]);
    await serving.stop();
    expect(await serving.ended()).toMatchObject({ status: 0 });
  });

  it('leaves the collection where it has the vectors already, and says where it did not get them', async () => {
    for (const [env, words] of /** @type {const} */ ([
      [{ SAME: '1' }, []],
      [{ ENDS: 'failed' }, [expect.stringMatching(/keeps the vectors of the probe: no room/)]],
    ])) {
      const { serving } = early(env);
      serving.hear(PROBE);
      expect(await serving.takeOver(path.join(folder, 'artifacts/photos/2'))).toBe(true);
      expect(said).toEqual(words);
      await serving.stop();
    }
  });

  it.each(['freeze', 'alias', 'index'])('lets training go on where %s fails, and says so', async (command) => {
    const { serving, listening } = early({ FAILS: command });
    serving.hear(PROBE);
    expect(await serving.takeOver(path.join(folder, 'artifacts/photos/2'))).toBe(false);
    expect(said).toEqual([expect.stringMatching(/ended with status 3, so the server starts when training has ended/)]);
    expect(await serving.ended()).toBeUndefined();
    expect(listening).toEqual([]);
  });

  it('does nothing for a training that has no probe', async () => {
    const { serving } = early();
    serving.hear({ type: 'result', recipe: 'custom', id: 'run-1' });
    expect(await serving.takeOver(path.join(folder, 'artifacts/photos/1'))).toBe(false);
    expect(calls()).toEqual(['']);
  });
});
