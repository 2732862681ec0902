import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packSdk, PROGRAM, SAID, SAYS, tsconfig, writeProject } from '../packed-sdk.js';

const run = promisify(execFile);
const IMPORTS = `import { createSupconClient, settled } from '@supcon/sdk'; import { readImage } from '@supcon/sdk/node'; import { Transport } from '@supcon/sdk/parts'; ${SAYS}`;

let packed: Awaited<ReturnType<typeof packSdk>>;
beforeAll(async () => {
  packed = await packSdk();
});
afterAll(() => rm(packed.folder, { recursive: true, force: true }));

/** An empty project with the SDK and whatever else in it. */
async function install(name: string, ...packages: string[]): Promise<string> {
  const project = path.join(packed.folder, name);
  await writeProject(project, 'module', { 'program.ts': PROGRAM, 'program.mjs': IMPORTS });
  await run('npm', ['install', '--no-audit', '--no-fund', packed.tarball, ...packages], { cwd: project });
  return project;
}

describe('the SDK in an empty project', () => {
  it.each(['5.6', '5.9', '6', '7'])('compiles under TypeScript %s, libraries checked too', async (version) => {
    const project = await install(`typescript-${version}`, `typescript@${version}`);
    for (const [module, resolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ] as const) {
      await writeProject(project, 'module', { 'tsconfig.json': tsconfig(module, resolution) });
      const { stdout } = await run('npx', ['tsc', '-p', '.'], { cwd: project }).catch((error: unknown) => error as { stdout: string });
      expect([resolution, stdout]).toEqual([resolution, '']);
    }
  });

  /** Where the Node of a platform lies in the registry; the package `node` fetches it with a script, which npm may be set not to run. */
  const NODE = `node-${process.platform}-${process.arch}`;
  it.each(['20', '22', '24'])('runs in Node %s', async (version) => {
    const project = await install(`node-${version}`, `${NODE}@${version}`);
    const node = path.join(project, 'node_modules', NODE, 'bin/node');
    expect((await run(node, ['--version'])).stdout).toMatch(new RegExp(`^v${version}\\.`));
    expect((await run(node, ['program.mjs'], { cwd: project })).stdout).toBe(SAID);
  });

  it('runs in Bun', async () => {
    const project = await install('bun', 'bun@1');
    await run(process.execPath, ['node_modules/bun/install.js'], { cwd: project });
    expect((await run('node_modules/.bin/bun', ['program.mjs'], { cwd: project })).stdout).toBe(SAID);
  });

  it('runs in Deno', async () => {
    const project = await install('deno', 'deno@2');
    expect((await run('node_modules/.bin/deno', ['run', '--allow-net', '--allow-read', 'program.mjs'], { cwd: project })).stdout).toBe(
      SAID,
    );
  });

  it('is mocked by a handler of MSW', async () => {
    const project = await install('msw', 'msw@2');
    const program = `import { createSupconClient } from '@supcon/sdk'; import { mockSupcon } from '@supcon/sdk/testing'; import { http } from 'msw'; import { setupServer } from 'msw/node';
const mock = mockSupcon({ 'GET /v1/models': { models: [] } });
const server = setupServer(http.all('http://supcon.test/*', ({ request }) => mock.fetch(request)));
server.listen({ onUnhandledRequest: 'error' });
const supcon = createSupconClient({ baseUrl: 'http://supcon.test' });
console.log(JSON.stringify([await supcon.models.list(), (await supcon.classify(new Blob(['GIF89a']))).predictions.length > 0, mock.requests.length]));
server.close();`;
    await writeFile(path.join(project, 'mocked.mjs'), program);
    const { stdout } = await run(process.execPath, ['mocked.mjs'], { cwd: project });
    expect(stdout).toBe('[[],true,2]\n');
  });
});
