import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-audit-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));
const run = (...args: string[]) => runCommand(...args, '--home', home);

describe('supcon-server audit', () => {
  it('prints what commands did, the newest last, as a table or as events', { timeout: 120_000 }, async () => {
    await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
    await run('alias', 'production', 'tiny/1');
    const { stdout } = await run('keys', 'create', 'shop', '--role', 'reader');
    await run('keys', 'rotate', 'shop');
    await run('keys', 'revoke', 'shop');
    await run('alias', 'production', '--remove');
    const { events } = await run('audit', '--json');
    const id = stdout.slice(7, 19);
    expect(events.map(({ who, operation, target, outcome }) => [who, operation, target, outcome])).toEqual(
      [
        ['setAlias', { alias: 'production', model: 'tiny/1' }],
        ['createKey', { key: id, name: 'shop' }],
        ['rotateKey', { key: id, name: 'shop' }],
        ['revokeKey', { key: id, name: 'shop' }],
        ['removeAlias', { alias: 'production' }],
      ].map(([operation, target]) => ['command line', operation, target, 'done']),
    );
    const table = await run('audit', '--operation', 'createKey', '--since', '1h', '--limit', '5');
    expect(table.stdout).toMatch(
      new RegExp(`^time +who +operation +target +outcome +code +address\\n20\\S+Z +command line +createKey +${id} shop +done\\n$`),
    );
    expect(await run('audit', '--outcome', 'refused')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('nothing of the kind') as string,
    });
    expect((await run('audit', '--help')).stdout).toMatch(/^Usage: supcon-server audit/);
  });

  it.each([[['--outcome', 'maybe']], [['--limit', 'many']], [['--since', 'yesterday']], [['x']], [['--nothing']]])(
    'refuses %j',
    async (args) => {
      expect(await run('audit', ...args)).toMatchObject({ code: 2, stdout: '' });
    },
  );
});
