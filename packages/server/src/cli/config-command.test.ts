import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../test/server-process.js';

describe('supcon-server config', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'supcon-config-'));
    file = path.join(folder, 'server.json');
    await writeFile(file, JSON.stringify({ SUPCON_HOME: folder, SUPCON_EF: 77, SUPCON_API_KEY: 'a-key-of-more-than-16-characters' }));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('shows every setting with its value and where that comes from, for people and for programs', async () => {
    const { code, stdout } = await runCommand('config', 'show', '--origin', '--config', file, '--port', '9000');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^setting +value +origin\n/);
    expect(stdout).toMatch(/^SUPCON_PORT +9000 +flag --port$/m);
    expect(stdout).toMatch(/^SUPCON_EF +77 +file .*server\.json$/m);
    expect(stdout).toMatch(/^SUPCON_API_KEY +\(set, not shown\) +file/m);
    expect(stdout).toMatch(/^SUPCON_HOST +127\.0\.0\.1 +default$/m);
    expect(stdout).toMatch(/^SUPCON_ALLOW_TRAINING +off +default$/m);
    expect((await runCommand('config', 'show', '--origin', '--allow-training')).stdout).toMatch(
      /^SUPCON_ALLOW_TRAINING +on +flag --allow-training$/m,
    );
    const { events, stdout: lines } = await runCommand('config', 'show', '--json', '--config', file);
    expect(events).toContainEqual(expect.objectContaining({ event: 'setting', name: 'SUPCON_EF', value: 77, source: 'file' }));
    expect(lines).not.toContain('a-key');
  });

  it('shows a value of several lines in one', async () => {
    const { stdout } = await runCommand('config', 'show', '--home', path.join(folder, 'a\nSUPCON_HOST   evil'));
    expect(stdout).toMatch(/^SUPCON_HOME +.*a\\nSUPCON_HOST +evil *$/m);
    expect(stdout).not.toMatch(/^SUPCON_HOST +evil/m);
  });

  it('says whether the settings can be used', async () => {
    expect(await runCommand('config', 'check', '--config', file)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('can be used'),
    });
    const wrong = await runCommand('config', 'check', '--config', file, '--port', 'x', '--log-level', 'y');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/SUPCON_PORT: .*received "x" from flag --port\n +SUPCON_LOG_LEVEL: .*"y" from flag --log-level/);
  });

  it('refuses what it does not know', async () => {
    for (const args of [[], ['shwo'], ['show', 'more'], ['check', '--origin']])
      expect(await runCommand('config', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('USAGE') });
  });

  it('counts for the other commands too', async () => {
    await runCommand('keys', 'create', 'shop', '--role', 'reader', '--config', file);
    const { stdout } = await runCommand('keys', 'list', '--home', folder);
    expect(stdout).toContain('shop');
    expect((await runCommand('audit', '--config', file)).stdout).toContain('createKey');
    expect((await runCommand('models', '--json', '--config', path.join(folder, 'none.json'))).code).toBe(2);
  });
});
