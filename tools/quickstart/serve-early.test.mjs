import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { serveEarly } from './serve-early.mjs';

/** @type {string} */
let folder;
/** @type {string[]} */
let said;
/** @type {import('./progress-file.mjs').Probe[]} how far the probe has come */
let come;

/** Commands that write down how they were called; the server really listens, and plans a job for each collection that is to be embedded anew. */
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'supcon-early-'));
  said = [];
  come = [];
  writeFileSync(path.join(folder, 'calls'), '');
  const head = `import { appendFileSync } from 'node:fs';
    import { createServer } from 'node:http';
    const args = process.argv.slice(2);
    const note = (text) => appendFileSync(${JSON.stringify(path.join(folder, 'calls'))}, text + '\\n');
    note(args.filter((arg) => arg !== '--json').join(' '));
    if (args[0] === process.env.FAILS) process.exit(3);
    if (args[0] === process.env.STOPPED) process.exit(130);`;
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

/** @param {NodeJS.ProcessEnv} [env] @param {import('./progress-file.mjs').Probe} [probe] */
async function early(env = {}, probe = { run: 'run-1' }) {
  /** @type {string[]} */
  const listening = [];
  const serving = await serveEarly({
    cwd: folder,
    env: { ...process.env, SUPCON_API_KEY: 'a-secret', ...env },
    supcon: path.join(folder, 'supcon.mjs'),
    server: path.join(folder, 'server.mjs'),
    serverArgs: ['--port', '0'],
    indexArgs: ['--data', 'photos', '--collection', 'photos'],
    collection: 'photos',
    ...{ probe, onProbe: (further) => come.push(further) },
    onListening: (url) => listening.push(url),
    say: (text) => said.push(text),
  });
  return { serving, listening };
}
const INDEXING = 'quickstart: indexing the photos, for a server that answers while training goes on';
const artifact = (/** @type {number} */ version) => path.join(folder, `artifacts/photos/${version}`);
const calls = () => readFileSync(path.join(folder, 'calls'), 'utf8').trim().split('\n');
const BEGUN = [
  'freeze --run run-1',
  'alias production photos/1',
  () => `index --artifact ${path.join(folder, 'artifacts/photos/1')} --data photos --collection photos --replace`,
  '--port 0',
].map((call) => (typeof call === 'string' ? () => call : call));

describe('serveEarly', () => {
  it('listens when the probe answers, before training goes on, and then serves what was trained, with the collection', async () => {
    const { serving, listening } = await early();
    expect(listening).toHaveLength(1);
    expect(calls()).toEqual(BEGUN.map((call) => call()));
    await serving?.takeOver(artifact(2));
    expect(calls().slice(BEGUN.length)).toEqual([
      'alias production photos/2',
      'POST /v1/collections/photos/reembed Bearer a-secret',
      'GET /v1/jobs/job-1 Bearer a-secret',
      'GET /v1/jobs/job-1 Bearer a-secret',
    ]);
    expect(said).toEqual([INDEXING]);
    await serving?.stop();
    expect(await serving?.ended()).toMatchObject({ status: 0 });
  });

  it('does again only what is not done yet', async () => {
    await early().then(({ serving }) => serving?.stop());
    expect(come).toEqual([
      { run: 'run-1', artifact: artifact(1) },
      { run: 'run-1', artifact: artifact(1), collection: 'photos' },
    ]);
    mkdirSync(artifact(1), { recursive: true });
    writeFileSync(path.join(artifact(1), 'manifest.json'), '');
    for (const [probe, left] of /** @type {const} */ ([
      [0, BEGUN.slice(1)],
      [1, [BEGUN[1], BEGUN[3]]],
    ])) {
      const before = calls().length;
      await early({}, come[probe]).then(({ serving }) => serving?.stop());
      expect(calls().slice(before)).toEqual(left.map((call) => call?.()));
    }
  });

  it('leaves the collection where it has the vectors already, and says where it did not get them', async () => {
    for (const [env, words] of /** @type {const} */ ([
      [{ SAME: '1' }, []],
      [{ ENDS: 'failed' }, [expect.stringMatching(/keeps the vectors of the probe: no room/)]],
    ])) {
      const { serving } = await early(env);
      said = [];
      await serving?.takeOver(artifact(2));
      expect(said).toEqual(words);
      await serving?.stop();
    }
  });

  it.each(['freeze', 'alias', 'index', '--port'])('lets training go on where %s fails, and says so', async (command) => {
    const { serving, listening } = await early({ FAILS: command });
    expect(said.filter((text) => text !== INDEXING)).toEqual([
      expect.stringMatching(/ended with status 3, so (the server|it) starts when training has ended/),
    ]);
    expect([serving, listening]).toEqual([undefined, []]);
  });

  it.each(['freeze', 'index'])('ends where it is stopped in %s, rather than to go on training', async (command) => {
    await expect(early({ STOPPED: command })).rejects.toMatchObject({ status: 130, fix: expect.stringContaining('same command') });
  });
});
