import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const tools = fileURLToPath(new URL('..', import.meta.url));

/** @type {string} */
let root;

/** A checkout whose commands only write down how they were called; SUPCON_HOME is theirs to fill. */
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'supcon-quickstart-'));
  for (const folder of ['quickstart', 'setup', 'find-nx.mjs'])
    cpSync(path.join(tools, folder), path.join(root, 'tools', folder), { recursive: true });
  writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  // The reader of photos, as this checkout's build step would have built it.
  mkdirSync(path.join(root, 'node_modules/@supcon'), { recursive: true });
  symlinkSync(path.join(tools, '../packages/core'), path.join(root, 'node_modules/@supcon/core'));
  command('tools/setup/setup.mjs', '');
  command('node_modules/nx/bin/nx.js', "if (env.BUILD_FAILS) { console.log('error TS2322: no'); process.exit(1); }");
  command(
    'packages/train/bin/supcon.mjs',
    `if (args[0] === 'sample') { put(value('--out') + '/train/cat/1.jpg'); put(value('--out') + '/test/cat/2.jpg'); }
     if (args[0] === 'train') {
       const run = value('--resume') ?? 'run-' + Object.keys(process.versions).length;
       put(env.SUPCON_HOME + '/runs/' + run + '/config.json');
       emit({ type: 'start', run });
       if (env.PROBE && args.includes('--until')) { emit({ type: 'result', recipe: 'probe', id: run }); process.exit(0); }
       if (env.RUN_IN_USE) { emit({ type: 'error', code: 'RUN_IN_USE', message: 'run ' + run + ' is being trained by process 77' }); process.exit(1); }
       if (env.TRAIN_CRASHES) process.kill(process.pid, 'SIGKILL');
       if (env.TRAIN_WAITS) { process.on('SIGINT', () => { say('saved'); process.exit(130); }); say('training'); await new Promise(() => setInterval(() => {}, 1000)); }
       put(env.SUPCON_HOME + '/artifacts/a/1/manifest.json');
       emit({ type: 'artifact', artifact: env.SUPCON_HOME + '/artifacts/a/1' });
     }
     if (args[0] === 'freeze') {
       put(env.SUPCON_HOME + '/artifacts/a/0/manifest.json');
       emit({ artifact: env.SUPCON_HOME + '/artifacts/a/0' });
     }`,
  );
  command(
    'packages/server/bin/supcon-server.mjs',
    `if (args[0] === 'index' && env.INDEX_FAILS) { say('disk full'); process.exit(1); }
     if (args[0] !== 'index' && args[0] !== 'alias') { emit({ event: 'listening', url: 'http://127.0.0.1:4711' }); process.on('SIGINT', () => process.exit(0)); setInterval(() => {}, 1000); }`,
  );
});

/**
 * @param {string} file
 * @param {string} body
 */
function command(file, body) {
  const full = path.join(root, file);
  mkdirSync(path.dirname(full), { recursive: true });
  // nx.js lies in node_modules, where no package.json says that it is a module.
  if (file.includes('node_modules')) writeFileSync(path.join(root, 'node_modules/package.json'), '{"type":"module"}');
  writeFileSync(
    full,
    `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
     import path from 'node:path';
     const args = process.argv.slice(2);
     const env = process.env;
     const value = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
     const put = (file) => { mkdirSync(path.dirname(file), { recursive: true }); writeFileSync(file, 'x'); };
     const emit = (event) => console.log(JSON.stringify(event));
     const say = (text) => console.error(text);
     appendFileSync(${JSON.stringify(path.join(root, 'calls'))}, ${JSON.stringify(path.basename(file))} + ' ' + args.join(' ') + '\\n');
     ${body}`,
  );
  chmodSync(full, 0o755);
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function start(args, env = {}) {
  const { INIT_CWD: _, SUPCON_HOME: __, ...clean } = process.env;
  const child = spawn(process.execPath, [path.join(root, 'tools/quickstart/quickstart.mjs'), ...args], {
    cwd: root,
    env: { ...clean, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  const ended = new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
  return { child, ended: /** @type {Promise<{ status: number, stdout: string, stderr: string }>} */ (ended), said: () => stdout + stderr };
}

/** The commands since the last call, without their arguments' paths. */
function calls() {
  const file = path.join(root, 'calls');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(file, '');
  return text
    .replaceAll(root, '.')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/ --json$/, ''));
}

const HOME = './.supcon';
const FIRST = [
  'setup.mjs --quiet',
  'nx.js run-many --target=build --output-style=static',
  `supcon.mjs sample --out ${HOME}/data/sample`,
  `supcon.mjs train --recipe quick --data ${HOME}/data/sample --name sample`,
  `supcon-server.mjs index --home ${HOME} --artifact ${HOME}/artifacts/a/1 --data ${HOME}/data/sample/train --collection sample --replace`,
];

describe('quickstart', () => {
  it('does every step once', async () => {
    expect(await start(['--no-serve']).ended).toMatchObject({ status: 0, stdout: expect.stringContaining('collection: sample') });
    expect(calls()).toEqual(FIRST);
  });

  it('reuses artifact and collection for unchanged photos, and trains again when they change', async () => {
    const data = path.join(root, 'My Photos');
    mkdirSync(path.join(data, 'dog'), { recursive: true });
    writeFileSync(path.join(data, 'dog/1.jpg'), 'x');
    const args = ['--no-serve', '--data', data, '--recipe', 'quick'];
    await start(args).ended;
    expect(calls().slice(2)).toEqual([
      'supcon.mjs train --recipe quick --data ./My Photos --name my-photos',
      `supcon-server.mjs index --home ${HOME} --artifact ${HOME}/artifacts/a/1 --data ./My Photos --collection my-photos --replace`,
    ]);
    expect((await start(args).ended).stderr).toContain('trained already');
    expect(calls()).toEqual(FIRST.slice(0, 2));
    writeFileSync(path.join(data, 'dog/2.jpg'), 'x');
    await start(args).ended;
    expect(calls()).toHaveLength(4);
  });

  it('sees a picture that was added behind a link, and takes lists', async () => {
    const data = path.join(root, 'photos');
    const elsewhere = path.join(root, 'elsewhere/dog');
    for (const folder of [data, elsewhere]) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(elsewhere, '1.jpg'), 'x');
    symlinkSync(elsewhere, path.join(data, 'dog'));
    const trained = async (/** @type {string} */ given) => {
      calls();
      await start(['--no-serve', '--data', given]).ended;
      return calls().slice(2);
    };
    expect(await trained(data)).toHaveLength(2);
    expect(await trained(data)).toEqual([]);
    writeFileSync(path.join(elsewhere, '2.jpg'), 'x');
    expect(await trained(data)).toHaveLength(2);
    const list = path.join(root, 'list.csv');
    writeFileSync(list, 'path,label,split\nelsewhere/dog/1.jpg,dog,train\nelsewhere/dog/2.jpg,dog,test\n');
    expect((await trained(list)).at(-1)).toContain('--data ./list.csv --split train --collection list --replace');
    writeFileSync(list, 'path,label,split\nelsewhere/dog/1.jpg,dog,train\nelsewhere/dog/2.jpg,hound,test\n');
    expect(await trained(list)).toHaveLength(2);
    expect(await trained(list)).toEqual([]);
  });

  it('gives a second folder of the same name an artifact and a collection of its own', async () => {
    const names = async (/** @type {string} */ folder) => {
      const data = path.join(root, folder, 'photos');
      mkdirSync(path.join(data, 'dog'), { recursive: true });
      writeFileSync(path.join(data, 'dog/1.jpg'), folder);
      calls();
      const { stdout } = await start(['--no-serve', '--data', data]).ended;
      const made = calls().flatMap((call) => call.match(/--(?:name|collection) (\S+)/)?.[1] ?? []);
      return new Set([...made, /collection: (\S+)/.exec(stdout)?.[1]]);
    };
    expect(await names('a')).toEqual(new Set(['photos']));
    const [second, ...more] = await names('b');
    expect([second, more]).toEqual([expect.stringMatching(/^photos-[0-9a-f]{6}$/), []]);
    expect(await names('a')).toEqual(new Set(['photos']));
    expect(await names('b')).toEqual(new Set([second]));
  });

  it('fills the collection again when another recipe had taken it over in between', async () => {
    const data = path.join(root, 'photos');
    mkdirSync(path.join(data, 'dog'), { recursive: true });
    const indexed = async (/** @type {string} */ recipe) => {
      calls();
      await start(['--no-serve', '--data', data, '--recipe', recipe]).ended;
      return calls().filter((call) => call.startsWith('supcon-server.mjs index')).length;
    };
    expect([await indexed('a'), await indexed('a'), await indexed('b'), await indexed('a'), await indexed('a')]).toEqual([1, 0, 1, 1, 0]);
  });

  it('goes on with the run of a quickstart that crashed', async () => {
    const data = path.join(root, 'photos');
    mkdirSync(path.join(data, 'dog'), { recursive: true });
    const args = ['--no-serve', '--data', data];
    const { status, stderr } = await start(args, { TRAIN_CRASHES: '1' }).ended;
    expect(status).toBe(1);
    expect(stderr).toContain('training ended with status');
    const [, , first] = calls();
    expect(first).not.toContain('--resume');
    expect((await start(args).ended).status).toBe(0);
    expect(calls()[2]).toMatch(/^supcon\.mjs train .* --resume run-\d+$/);
  });

  it('says who trains the run that it would go on with', async () => {
    const data = path.join(root, 'photos');
    mkdirSync(path.join(data, 'dog'), { recursive: true });
    const args = ['--no-serve', '--data', data];
    await start(args, { TRAIN_CRASHES: '1' }).ended;
    const { status, stderr } = await start(args, { RUN_IN_USE: '1' }).ended;
    expect(status).toBe(1);
    expect(stderr).toMatch(/quickstart: run run-\d+ is being trained by process 77\n.*when it has ended/);
    expect(stderr).not.toContain('training ended with status');
    expect((await start(args).ended).status).toBe(0);
  });

  it('serves the probe of recipe auto before the rest is trained, also when it goes on where it was stopped', async () => {
    const data = path.join(root, 'photos');
    mkdirSync(path.join(data, 'dog'), { recursive: true });
    const { child, ended, said } = start(['--data', data], { PROBE: '1', TRAIN_WAITS: '1' });
    await vi.waitFor(() => expect(said()).toContain('training\n'), { timeout: 20_000 });
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130, stdout: expect.stringContaining('Supcon is running') });
    const words = () => calls().map((call) => call.replace(/ --(recipe|data|name|home|artifact) .*?(?= --(until|resume)|$)/, ''));
    const SERVING = ['supcon-server.mjs alias production a/0', 'supcon-server.mjs index', 'supcon-server.mjs'];
    const goesOn = expect.stringMatching(/^supcon\.mjs train --resume run-\d+$/);
    expect(words().slice(2)).toEqual([
      'supcon.mjs train --until probe',
      expect.stringMatching(/^supcon\.mjs freeze --run run-\d+$/),
      ...SERVING,
      goesOn,
    ]);
    const again = start(['--data', data], { PROBE: '1', TRAIN_WAITS: '1' });
    await vi.waitFor(() => expect(again.said()).toContain('training\n'), { timeout: 20_000 });
    again.child.kill('SIGINT');
    await again.ended;
    expect(words().slice(2)).toEqual([SERVING[0], SERVING[2], goesOn]);
  });

  it('trains once and to the end where recipe auto has no probe', async () => {
    const data = path.join(root, 'photos');
    mkdirSync(path.join(data, 'dog'), { recursive: true });
    const { child, ended, said } = start(['--data', data]);
    await vi.waitFor(() => expect(said()).toContain('Ctrl-C stops the server'), { timeout: 20_000 });
    child.kill('SIGINT');
    await ended;
    expect(calls().filter((call) => call.startsWith('supcon.mjs'))).toEqual([
      'supcon.mjs train --recipe auto --data ./photos --name photos --json --until probe',
    ]);
  });

  it('does not train again when only indexing failed', async () => {
    const data = path.join(root, 'photos');
    mkdirSync(path.join(data, 'dog'), { recursive: true });
    const args = ['--no-serve', '--data', data];
    const { status, stderr } = await start(args, { INDEX_FAILS: '1' }).ended;
    expect(status).toBe(1);
    expect(stderr).toContain('disk full');
    expect(stderr).toContain('indexing ended with status 1');
    calls();
    expect((await start(args).ended).status).toBe(0);
    expect(calls().map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'setup.mjs --quiet',
      'nx.js run-many',
      'supcon-server.mjs index',
    ]);
  });

  it('lets training save on Ctrl-C, then ends with 130 and says how to go on', async () => {
    const { child, ended, said } = start(['--no-serve'], { TRAIN_WAITS: '1' });
    await vi.waitFor(() => expect(said()).toContain('training\n'), { timeout: 20_000 });
    child.kill('SIGINT');
    const { status, stderr } = await ended;
    expect(status).toBe(130);
    expect(stderr).toContain('saved');
    expect(stderr).toContain('the same command');
  });

  it('prints the address and three commands when the server listens, and ends with it on Ctrl-C', async () => {
    const { child, ended, said } = start([]);
    await vi.waitFor(() => expect(said()).toContain('Ctrl-C stops the server'), { timeout: 20_000 });
    child.kill('SIGINT');
    const { status, stdout } = await ended;
    expect(status).toBe(0);
    expect(stdout).toContain('Supcon is running: http://127.0.0.1:4711');
    expect(stdout).toContain(
      `--data-binary @${path.join(root, '.supcon/data/sample/test/cat/2.jpg')} 'http://127.0.0.1:4711/v1/classify?topK=3'`,
    );
    expect(stdout).toContain("'http://127.0.0.1:4711/v1/collections/sample/search?k=5'");
    expect(calls().at(-1)).toBe(`supcon-server.mjs --home ${HOME} --port 0 --dashboard ./apps/dashboard/dist`);
  });

  it('refuses a home that is a file before it begins', async () => {
    const home = path.join(root, 'file');
    writeFileSync(home, '');
    for (const given of [home, path.join(home, 'below')]) {
      const { status, stderr } = await start(['--home', given]).ended;
      expect([status, stderr]).toEqual([1, expect.stringMatching(/quickstart: the home .*file.* cannot be written.*\n.*--home DIR/)]);
    }
    expect(calls()).toEqual([]);
  });

  it('shows why the build failed', async () => {
    const { status, stderr } = await start(['--no-serve'], { BUILD_FAILS: '1' }).ended;
    expect(status).toBe(1);
    expect(stderr).toContain('error TS2322: no');
    expect(stderr).toContain('npm run build');
  });

  it.each([
    [['--data', '/nowhere/at/all'], 3, '/nowhere/at/all'],
    [['--port', 'http'], 2, 'got http'],
    [['--speed'], 2, '--no-serve'],
  ])('refuses %s', async (args, expected, text) => {
    const { status, stderr } = await start(args).ended;
    expect(status).toBe(expected);
    expect(stderr).toContain(text);
  });
});
