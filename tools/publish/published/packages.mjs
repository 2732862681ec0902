import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { readJson } from '../../setup/read-json.mjs';
import { packFolder } from '../pack-folder.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const staged = path.resolve(import.meta.dirname, '../../../dist/packages');
const names = readdirSync(staged).sort();

/** @type {string} An empty project that the packages were installed in. */
let project;
/** @type {Record<string, readonly string[]>} by package */
const packed = {};
/** @type {NodeJS.ProcessEnv} nothing of the checkout */
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
/** @type {(command: string, ...args: string[]) => Promise<{ stdout: string, stderr: string }>} */
const npx = (command, ...args) => run(path.join(project, 'node_modules/.bin', command), args, { cwd: project, env });

beforeAll(async () => {
  project = mkdtempSync(path.join(tmpdir(), 'supcon-published-'));
  const tarballs = [];
  for (const name of names) {
    const { tarball, files } = packFolder(path.join(staged, name), project);
    packed[name] = files;
    tarballs.push(tarball);
  }
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'somebody', version: '1.0.0', private: true, type: 'module' }));
  const others = ['typescript@6', '@types/node@20', 'react@19', '@types/react@19', '@tanstack/react-query@5'];
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs, ...others], { cwd: project, maxBuffer: 1e8 });
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

it.each(names)('packs %s with its licence and what its package.json names, and with nothing that only we need', (name) => {
  const files = packed[name] ?? [];
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
  expect(files.filter((file) => /\.test\.|\.map$|^(src|test|assembly|bench|scripts)\/|tsbuildinfo|\.sources/.test(file))).toEqual([]);
  const text = readFileSync(path.join(staged, name, 'package.json'), 'utf8');
  for (const [, file] of text.matchAll(/"\.\/([^"*]+\.[^"*]+)": |": "\.\/([^"]+)"/g)) if (file !== undefined) expect(files).toContain(file);
  const { bin = {} } = /** @type {{ bin?: Record<string, string> }} */ (readJson(path.join(staged, name, 'package.json')));
  for (const file of Object.values(bin)) expect(files).toContain(file.replace('./', ''));
});

it('brings the licences of what is built into it', () => {
  expect(readFileSync(path.join(staged, 'server/dashboard/licenses.md'), 'utf8')).toMatch(
    /## react - .*MIT[\s\S]*OFL|OFL[\s\S]*## react - /,
  );
  for (const name of ['core', 'train', 'server']) expect(packed[name]).toContain('NOTICE');
});

describe('somebody who has npm alone', () => {
  it('is told what the commands do', async () => {
    expect((await npx('supcon', '--help')).stdout).toMatch(/^Usage: supcon /);
    expect((await npx('supcon-mcp', '--help')).stdout).toMatch(/^Usage: supcon-mcp/);
  });

  it('is told in one sentence what is not compiled, and how to mend it', async () => {
    const { stderr } = await npx('supcon-server', '--help').catch(said);
    expect(stderr).toMatch(/^supcon-server: an addon does not load: .*npm rebuild --ignore-scripts=false .*npx supcon setup\n$/);
  });

  it('sets up TensorFlow, our operations and the addons by one command, and is told of no other', async () => {
    const waiting = await npx('supcon', 'setup', '--check').catch(said);
    expect(waiting.stdout).toMatch(/TensorFlow: not tried yet[\s\S]*to mend it: npx supcon setup\n$/);
    await npx('supcon', 'setup');
    expect((await npx('supcon', 'setup', '--check')).stdout).toBe('nothing to do\n');
    expect((await npx('supcon-server', '--help')).stdout).toMatch(/^Usage: supcon-server/);
    const { stdout } = await npx('supcon', 'doctor').catch(said);
    expect(stdout).toMatch(/ok +backend +TensorFlow/);
    expect(stdout).not.toContain('npm run');
    const setup = path.join(project, 'node_modules/@supcon/train/setup');
    for (const file of readdirSync(setup, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mjs')))
      expect([file, /npm run (setup|doctor)/.test(readFileSync(path.join(setup, file), 'utf8'))]).toEqual([file, false]);
  });

  it('trains on a handful of photos, serves what came of it, and asks it in the words of the README', async () => {
    await npx('supcon', 'sample', '--out', 'sample');
    for (const label of readdirSync(path.join(project, 'sample/train')).slice(0, 3)) {
      const photos = readdirSync(path.join(project, 'sample/train', label)).slice(0, 12);
      mkdirSync(path.join(project, 'few', label), { recursive: true });
      for (const photo of photos) cpSync(path.join(project, 'sample/train', label, photo), path.join(project, 'few', label, photo));
      cpSync(path.join(project, 'sample/train', label, /** @type {string} */ (photos[0])), path.join(project, 'photo.jpg'));
    }
    const trained = await npx('supcon', 'train', '--recipe', 'quick', '--data', 'few', '--epochs', '1');
    expect(`${trained.stdout}${trained.stderr}`).toMatch(/TensorFlow 2\.\d+/);
    expect(existsSync(path.join(project, '.supcon/artifacts/few/1/encoder.onnx'))).toBe(true);

    const server = spawn(path.join(project, 'node_modules/.bin/supcon-server'), ['--port', '0', '--json'], {
      ...{ cwd: project, env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const url = await addressOf(server.stdout);
      expect(await (await fetch(`${url}/`, { headers: { accept: 'text/html' } })).text()).toContain('<div id="root">');
      const program = `import { createSupconClient } from '@supcon/sdk';
import { readImage } from '@supcon/sdk/node';
const supcon = createSupconClient({ baseUrl: ${JSON.stringify(url)} });
const { data, requestId } = await supcon.classify(await readImage('photo.jpg'), { topK: 3 }).withResponse();
console.log(data.predictions.length, typeof requestId);`;
      writeFileSync(path.join(project, 'program.mjs'), program);
      expect((await run(process.execPath, ['program.mjs'], { cwd: project, env })).stdout).toBe('3 string\n');
      writeFileSync(
        path.join(project, 'program.cjs'),
        `(async () => {${program.replaceAll(/import (\{.*\}) from ('.*');/g, 'const $1 = require($2);')}})();`,
      );
      expect((await run(process.execPath, ['program.cjs'], { cwd: project, env })).stdout).toBe('3 string\n');
    } finally {
      server.kill();
    }
  });

  it('imports every door of every package', async () => {
    const doors = names.flatMap((name) => {
      const { exports } = /** @type {{ exports: Record<string, unknown> }} */ (readJson(path.join(staged, name, 'package.json')));
      return Object.keys(exports)
        .filter((door) => !door.endsWith('.json'))
        .map((door) => `@supcon/${name}${door.slice(1)}`);
    });
    expect(doors.length).toBeGreaterThan(12);
    const program = doors.map((door) => `await import(${JSON.stringify(door)});`).join('\n');
    await run(process.execPath, ['--input-type=module', '-e', `${program}\nprocess.exit(0)`], { cwd: project, env });
  });

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('compiles strictly under %s with %s', async (module, moduleResolution) => {
    const names_ = [
      'core',
      'core/artifact',
      'core/errors',
      'core/image',
      'core/run',
      'train',
      'server',
      'mcp',
      'sdk',
      'sdk-react',
      'sdk/testing',
    ];
    const imports = names_.map((name, at) => `import * as m${at} from '@supcon/${name}';`).join('\n');
    const uses = `export const all: readonly unknown[] = [${names_.map((_, at) => `m${at}`).join()}];`;
    writeFileSync(path.join(project, 'program.ts'), `${imports}\n${uses}\n`);
    const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true };
    const compilerOptions = {
      ...strict,
      target: 'es2023',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: ['node'],
      module,
      moduleResolution,
    };
    writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    const { stdout } = await npx('tsc', '-p', '.').catch(said);
    // The types of onnx-proto name a global that it does not declare.
    expect(stdout.split('\n').filter((line) => line !== '' && !line.startsWith('node_modules/onnx-proto/'))).toEqual([]);
  });
});

/** @param {unknown} error of a program @returns {{ stdout: string, stderr: string }} what it had said */
function said(error) {
  return /** @type {{ stdout: string, stderr: string }} */ (error);
}

/** @param {import('node:stream').Readable} output of a server with --json */
async function addressOf(output) {
  for await (const line of createInterface({ input: output })) {
    /** @type {unknown} */
    const told = JSON.parse(/** @type {string} */ (line));
    const { url } = /** @type {{ url?: string }} */ (told);
    if (url !== undefined) return url;
  }
  throw new Error('the server ended without an address');
}
