import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from './pictures.js';
import { makeTinyArtifact } from './tiny-artifact.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LEFT_OUT = /^(@tensorflow|webgpu|@supcon|\..*)$/;
const run = promisify(execFile);

describe('the packed server', () => {
  let folder: string;
  let bin: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'supcon-packed-'));
    const modules = path.join(folder, 'node_modules');
    await mkdir(path.join(modules, '@supcon'), { recursive: true });
    for (const name of await readdir(path.join(ROOT, 'node_modules')))
      if (!LEFT_OUT.test(name)) await symlink(path.join(ROOT, 'node_modules', name), path.join(modules, name));
    for (const name of ['core', 'sdk', 'server']) {
      const source = path.join(ROOT, 'packages', name);
      const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source });
      const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
      const target = path.join(modules, '@supcon', name);
      await mkdir(target);
      await run('tar', ['-xzf', path.join(folder, filename), '-C', target, '--strip-components=1']);
      await symlink(path.join(source, 'node_modules'), path.join(target, 'node_modules')).catch(() => undefined);
    }
    bin = path.join(modules, '@supcon/server/bin/supcon-server.mjs');
    await makeTinyArtifact(path.join(folder, 'home/artifacts/tiny/1'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('answers about pictures with neither TensorFlow nor any other program on the machine', async () => {
    // Links are left as they are: followed, packages would find what lies beside them in the checkout.
    const args = ['--preserve-symlinks', '--preserve-symlinks-main', bin];
    const env = { PATH: '/nonexistent', SUPCON_THREADS: '1' };
    await expect(
      run(process.execPath, ['--preserve-symlinks', '-e', 'require("@tensorflow/tfjs-core")'], { cwd: folder, env }),
    ).rejects.toThrow('Cannot find module');
    expect((await run(process.execPath, [...args, '--help'], { env, cwd: folder })).stdout).toMatch(/^Usage: supcon-server/);
    const child = spawn(process.execPath, [...args, '--home', 'home', '--port', '0', '--json', '--log-level', 'warn'], {
      ...{ env, cwd: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let url: string | undefined;
      for await (const line of createInterface({ input: child.stdout })) {
        ({ url } = JSON.parse(line) as { url?: string });
        if (url !== undefined) break;
      }
      const picture = { method: 'POST', headers: { 'content-type': 'image/png' }, body: Buffer.from(await makePicture(1)) };
      const answer = await fetch(`${url}/v1/classify`, picture);
      expect(answer.status).toBe(200);
      expect(((await answer.json()) as { predictions: unknown[] }).predictions).toHaveLength(3);
    } finally {
      child.kill();
    }
  });
});
