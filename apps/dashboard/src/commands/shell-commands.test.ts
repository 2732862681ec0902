import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as commands from './shell-commands.js';
import {
  curlCommand,
  exampleCommand,
  fetchDataCommand,
  indexCommand,
  quickstartCommand,
  relabelCommand,
  resumeCommand,
  serveModelCommand,
  trainCommand,
  trainingServerCommand,
  trainSampleCommand,
} from './shell-commands.js';

const root = path.resolve(import.meta.dirname, '../../../..');
const awkward = ['cat.jpg', 'my cat.jpg', "Ada's cat; rm -rf $HOME.jpg", '"cat" `id`.jpg'];

/** What a real shell makes of a command: its words, without the variables set before the program. */
function words(command: string): string[] {
  const program = /^(?:\w+=\S+ )?(\w+)/.exec(command)![1]!;
  return execFileSync('sh', ['-c', `${program}() { for word; do printf '%s\\0' "$word"; done; }; ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

/** Runs a command line in the project's folder, as it stands, over a home that holds nothing. */
function run(command: string): { status: number | null; output: string } {
  const home = mkdtempSync(path.join(tmpdir(), 'supcon-commands-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, SUPCON_HOME: home },
  });
  return { status, output: stdout + stderr };
}

const USAGE = 2;
const NOT_FOUND = 3;
const BAD_DATA = 4;

describe('every command that a page shows', () => {
  it('has a test here, which gives it to the real program', () => {
    expect(Object.keys(commands).sort()).toEqual(
      [
        curlCommand,
        exampleCommand,
        fetchDataCommand,
        indexCommand,
        quickstartCommand,
        relabelCommand,
        resumeCommand,
        serveModelCommand,
        trainCommand,
        trainingServerCommand,
        trainSampleCommand,
      ]
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('stands in one file', () => {
    const source = path.join(root, 'apps/dashboard/src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.tsx?$/.test(name) && !name.includes('.test.'),
    );
    expect(files.length).toBeGreaterThan(50);
    const spelled = files.filter((name) =>
      /npm run|npx |supcon-server|\.mjs|curl -|--\w+ \$\{/.test(readFileSync(path.join(source, name), 'utf8')),
    );
    expect(spelled).toEqual(['commands/shell-commands.ts']);
  });

  it.each(awkward)('keeps %j one word', (name) => {
    const file = { name, type: 'image/jpeg' };
    expect(words(curlCommand({ url: 'http://x', file }))).toContain(`@${name}`);
    expect(words(quickstartCommand(name))).toEqual(['run', 'quickstart', '--', '--data', name]);
    expect(words(indexCommand(name, 'photos'))).toContain(name);
    expect(words(resumeCommand(name)).at(-1)).toBe(name);
    expect(words(relabelCommand(name, 'a')).slice(2)).toEqual(['relabel', name, '--changes', 'a']);
    expect(words(relabelCommand('a', name)).at(-1)).toBe(name);
    expect(words(trainCommand(name)).at(-1)).toBe(name);
    expect(words(serveModelCommand(name, 2)).at(-1)).toBe(`${name}/2`);
    expect(words(exampleCommand('http://x', name)).at(-1)).toBe(name);
  });
});

// Starting Node again and again takes its time on a loaded machine.
describe('the real program', { timeout: 60_000 }, () => {
  it('takes the resuming of a run, and only then finds that there is none', () => {
    expect(run(resumeCommand('20261124-020000-quick-flowers'))).toMatchObject({
      status: NOT_FOUND,
      output: expect.stringContaining('20261124-020000-quick-flowers'),
    });
    expect(run(`${resumeCommand('a')} --no-such-option`).status).toBe(USAGE);
  });

  it('takes the filling of a collection, and only then finds that there are no pictures', () => {
    expect(run(indexCommand('photos/train', 'photos'))).toMatchObject({
      status: BAD_DATA,
      output: expect.stringContaining('photos/train'),
    });
    expect(run(`${indexCommand('photos/train', 'photos')} --no-such-option`).status).toBe(USAGE);
  });

  it('takes a change set, and only then finds that there is none', () => {
    expect(run(relabelCommand('photos', 'label-changes.csv'))).toMatchObject({
      status: NOT_FOUND,
      output: expect.stringContaining('label-changes.csv'),
    });
    expect(run(`${relabelCommand('a', 'b')} --no-such-option`).status).toBe(USAGE);
  });

  it('takes the list to train on, and only then finds that there is none', () => {
    expect(run(trainCommand('photos/relabelled.csv'))).toMatchObject({
      status: NOT_FOUND,
      output: expect.stringContaining('photos/relabelled.csv'),
    });
    expect(run(`${trainCommand('a')} --no-such-option`).status).toBe(USAGE);
  });

  it('takes the model that is to serve, and only then finds that there is none', () => {
    expect(run(serveModelCommand('photos', 2))).toMatchObject({
      status: NOT_FOUND,
      output: expect.stringContaining("no model is called 'photos/2'"),
    });
  });

  it.each([quickstartCommand(), quickstartCommand('path/to/photos')])('takes %s', (command) => {
    const help = command.includes(' -- ') ? ' --help' : ' -- --help';
    expect(run(`${command}${help}`)).toMatchObject({ status: 0, output: expect.stringContaining('usage: npm run quickstart') });
    expect(run(`${command}${help} --no-such-option`).status).not.toBe(0);
  });

  it('takes the fetching of photos', () => {
    const { status, output } = run(`${fetchDataCommand()} --help`);
    expect(status).toBe(0);
    const names = /name +(.+)/.exec(output)![1]!.split(', ');
    expect(names).toContain(words(fetchDataCommand()).at(-1));
    expect(run(`${fetchDataCommand()} --no-such-option`).status).toBe(USAGE);
  });

  it('takes a server that may train', () => {
    expect(run(`${trainingServerCommand()} --help`)).toMatchObject({ status: 0, output: expect.stringContaining('--allow-training') });
    expect(run(`${trainingServerCommand()} --no-such-option`).status).toBe(USAGE);
  });

  it('has the recipe that the sample training names', () => {
    const [, , target] = words(trainSampleCommand());
    expect(target).toMatch(/^train:\w+$/);
    expect(existsSync(path.join(root, `packages/train/recipes/${target!.slice('train:'.length)}.json`))).toBe(true);
  });

  it('has the example of the SDK, which reads the variable that the command sets', () => {
    const command = exampleCommand('http://127.0.0.1:8080', 'photo.jpg');
    const [script, picture] = words(command);
    expect(picture).toBe('photo.jpg');
    expect(command.startsWith('SUPCON_URL=http://127.0.0.1:8080 node ')).toBe(true);
    expect(readFileSync(path.join(root, script!), 'utf8')).toContain('SUPCON_URL');
  });
});

describe('curlCommand', () => {
  const url = 'http://127.0.0.1:8080/v1/classify?topK=5';

  it.each(awkward)('names the file %j so that a shell takes it as it is', (name) => {
    expect(words(curlCommand({ url, file: { name, type: 'image/jpeg' } }))).toEqual([
      '-s',
      '-H',
      'content-type: image/jpeg',
      '--data-binary',
      `@${name}`,
      url,
    ]);
  });

  it('sends JSON where there is no file', () => {
    const json = { itemId: "it's:1", k: 3 };
    expect(words(curlCommand({ url, json }))).toEqual(['-s', '-H', 'content-type: application/json', '-d', JSON.stringify(json), url]);
  });

  it('keeps a type that is no type one word', () => {
    expect(words(curlCommand({ url, file: { name: 'a', type: "x'; id; '" } }))[2]).toBe("content-type: x'; id; '");
  });
});
