import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { main } from './main.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-models-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(home, { recursive: true, force: true });
});
const freeze = (version: number, name = 'tiny'): Promise<unknown> =>
  makeTinyArtifact(path.join(home, 'artifacts', name, String(version)), { name, version, seed: version, width: 1 });

/** Runs the command in this process. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string; events: Record<string, unknown>[] }> {
  let [stdout, stderr] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true));
  try {
    const code = await main([...args, '--home', home], {});
    const lines = args.includes('--json') ? stdout.split('\n').filter((line) => line !== '') : [];
    return { code, stdout, stderr, events: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  } finally {
    vi.restoreAllMocks();
  }
}

describe('supcon-server models', () => {
  it('lists what there is, with aliases and which one serves, as a table or as events', async () => {
    await freeze(1);
    await freeze(2);
    expect((await run('models')).stderr).toContain('none is production yet');
    await run('alias', 'production', 'tiny/1');
    const { code, stdout, stderr } = await run('models');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['model', 'created', 'precision', 'aliases', 'serves'],
      ['tiny/2', '2026-01-02 00:00 UTC', 'float32'],
      ['tiny/1', '2026-01-01 00:00 UTC', 'float32', 'production', 'yes'],
      [''],
    ]);
    const { events } = await run('models', '--json');
    expect(events).toMatchObject([
      { event: 'model', name: 'tiny', version: 2, aliases: [], serves: false },
      { event: 'model', name: 'tiny', version: 1, aliases: ['production'], serves: true, folder: path.join(home, 'artifacts/tiny/1') },
    ]);
  });

  it('says that there is nothing, and which alias has lost its model', async () => {
    const none = await run('models');
    expect([none.code, none.stdout, none.stderr]).toEqual([0, '', expect.stringContaining('no models lie in')]);
    await freeze(1);
    await run('alias', 'production', 'tiny');
    await rm(path.join(home, 'artifacts/tiny/1'), { recursive: true });
    await freeze(2);
    expect((await run('models')).stderr).toBe('production is tiny/1, whose artifact is not there any more\n');
    expect((await run('models', '--json')).events.at(-1)).toMatchObject({ event: 'dangling-alias', alias: 'production', version: 1 });
  });
});

describe('supcon-server alias', () => {
  it('sets, moves and removes a name, and says when a server takes it', async () => {
    await freeze(1);
    await freeze(2);
    const set = await run('alias', 'production', 'tiny/1');
    expect([set.code, set.stdout, set.stderr]).toEqual([0, '', 'production: tiny/1; a server that runs follows within seconds\n']);
    expect((await run('alias', 'production', 'tiny')).stderr).toContain('production: tiny/1 -> tiny/2; ');
    const { events } = await run('alias', 'production', 'tiny/1', '--json');
    expect(events).toMatchObject([{ event: 'alias', alias: 'production', model: { version: 1 }, previous: { version: 2 } }]);
    const removed = await run('alias', 'production', '--remove');
    expect([removed.code, removed.stderr]).toEqual([0, expect.stringContaining('removed, it was tiny/1; the next start of the server')]);
    expect((await run('models', '--json')).events.map(({ serves }) => serves)).toEqual([false, false]);
  });

  it.each([
    ['a model that is not there', ['production', 'tiny/9'], 3, 'MODEL_NOT_FOUND'],
    ['an alias to remove that is not there', ['canary', '--remove'], 3, 'MODEL_NOT_FOUND'],
    ['no operands', [], 2, 'alias takes NAME MODEL'],
    ['a name alone', ['production'], 2, 'alias takes NAME MODEL'],
    ['a model to remove', ['production', 'tiny', '--remove'], 2, 'alias takes NAME MODEL'],
    ['too many operands', ['production', 'tiny', '1'], 2, 'alias takes NAME MODEL'],
    ['a name that leads out of the folder', ['../evil', 'tiny'], 2, 'BAD_REQUEST'],
    ['a name to remove that leads out of the folder', ['../../tiny/1/manifest', '--remove'], 2, 'BAD_REQUEST'],
    ['a name that is a model', ['tiny', 'tiny/1'], 2, 'BAD_REQUEST'],
    ['a model that leads out of the folder', ['production', '../tiny'], 2, 'BAD_REQUEST'],
    ['--artifact', ['production', 'tiny', '--artifact', 'x'], 2, '--artifact'],
  ])('refuses %s', async (_what, args, code, text) => {
    await freeze(1);
    const refused = await run('alias', ...args);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(text)]);
    expect(await readdir(path.join(home, 'artifacts'))).toEqual(['tiny']);
    expect(await readdir(path.join(home, 'artifacts/tiny/1'))).toContain('manifest.json');
  });
});
