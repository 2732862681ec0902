import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPhotos } from '@supcon/core/photos';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { runCommand, startServerProcess, type ServerProcess } from '../../test/server-process.js';

let folder: string;
let server: ServerProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-feedback-'));
});
afterEach(async () => {
  await server?.end('SIGKILL');
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});
const run = (...args: string[]) => runCommand('feedback', ...args, '--home', path.join(folder, 'home'));

describe('supcon-server feedback', () => {
  it('lists, exports and forgets beside a server, which needs no model for it', { timeout: 180_000 }, async () => {
    server = await startServerProcess(path.join(folder, 'home'));
    const ids: string[] = [];
    for (const [seed, label] of ['apple', 'apple', 'prickly pear', 'prickly pear'].entries()) {
      const picture = await makePicture(seed);
      ids.push(createHash('sha256').update(picture).digest('hex'));
      const body = { picture: { data: picture.toString('base64') }, label, mayTrain: seed !== 1, predicted: { label: 'apple' } };
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      expect((await fetch(`${server.url}/v1/feedback`, init)).status).toBe(201);
    }
    const listed = await run('list', '--disagrees', '--since', '1h', '--json');
    expect(listed.events.map(({ id, label }) => [id, label])).toEqual([
      [ids[3], 'prickly pear'],
      [ids[2], 'prickly pear'],
    ]);
    expect((await run('list', '--label', 'apple', '--limit', '1')).stdout).toMatch(
      new RegExp(`^id +label +predicted +may train +told\\n${ids[1]} +apple +apple +no +20\\S+Z\\n$`),
    );

    const out = path.join(folder, 'out');
    const exported = await run('export', '--to', out, '--json');
    expect([exported.code, exported.events.at(-1)]).toMatchObject([0, { event: 'exported', exported: 3, missing: 0, leftOut: 0 }]);
    const list = path.join(out, 'feedback.csv');
    expect((await readPhotos(list)).photos.map(({ label }) => label).sort()).toEqual(['apple', 'prickly pear', 'prickly pear']);
    const again = await run('export', '--to', out);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('something is there already')]);

    expect(await run('forget', ids[0]!, ids[2]!)).toMatchObject({ code: 0 });
    expect((await fetch(`${server.url}/v1/feedback/${ids[0]}/picture`)).status).toBe(404);
    expect((await run('forget', ids[0]!)).code).toBe(3);
    const none = await run('export', '--to', path.join(folder, 'none'), '--label', 'apple');
    expect([none.code, (await readdir(folder)).sort()]).toEqual([4, ['home', 'out']]);
    const audit = await runCommand('audit', '--home', path.join(folder, 'home'), '--json');
    expect(audit.events.slice(4).map(({ who, operation, target }) => [who, operation, target])).toEqual([
      ['command line', 'exportFeedback', { to: out, pictures: '3' }],
      ['command line', 'forgetFeedback', { feedback: ids[0] }],
      ['command line', 'forgetFeedback', { feedback: ids[2] }],
    ]);
  });

  it.each([
    [[], 'feedback takes list, export or forget'],
    [['delete'], "not 'delete'"],
    [['export'], 'needs --to'],
    [['export', 'out'], 'no operands'],
    [['list', '--to', 'x'], 'does not take --to'],
    [['list', '--since', 'yesterday'], '--since'],
    [['list', '--limit', '0'], '--limit'],
    [['forget'], 'at least one ID'],
    [['forget', '../x'], '64 hexadecimal digits'],
  ])('refuses %j', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) as string });
  });

  it('says how it is used', async () => {
    expect((await run('--help')).stdout).toMatch(/^Usage: supcon-server feedback list/);
  });
});
