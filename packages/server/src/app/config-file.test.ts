import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig, SETTING_NAMES, showSettings } from './config.js';

const KEY = 'a-key-of-more-than-16-characters';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function write(settings: object | string): Promise<string> {
  const file = path.join(folder, `${files++}.json`);
  await writeFile(file, typeof settings === 'string' ? settings : JSON.stringify(settings));
  return file;
}
const problem = (environment: Record<string, string>, flags = {}, file?: string): string => {
  try {
    readConfig(environment, flags, file);
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_CONFIG' });
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

describe('a file of settings', () => {
  it('stands behind flags and the environment, and before defaults', async () => {
    const file = await write({ SUPCON_PORT: 1, SUPCON_HOST: 'b', SUPCON_EF: '77', SUPCON_ALLOWED_HOSTS: ['x.lan', 'y.lan'] });
    const environment = { SUPCON_PORT: '2', SUPCON_HOST: 'c' };
    expect(readConfig(environment, { SUPCON_PORT: '3' }, file)).toMatchObject({
      ...{ port: 3, host: 'c', hnsw: { ef: 77 }, allowedHosts: ['x.lan', 'y.lan'], logLevel: 'info' },
    });
    const shown = showSettings(environment, { SUPCON_PORT: '3' }, file);
    expect(shown.map(({ name }) => name)).toEqual([...SETTING_NAMES].sort());
    const of = (name: string): unknown => shown.find((each) => each.name === name);
    expect([of('SUPCON_PORT'), of('SUPCON_HOST'), of('SUPCON_EF'), of('SUPCON_LOG_LEVEL'), of('SUPCON_ARTIFACT')]).toEqual([
      { name: 'SUPCON_PORT', value: 3, origin: { source: 'flag', text: 'flag --port' } },
      { name: 'SUPCON_HOST', value: 'c', origin: { source: 'environment', text: 'environment' } },
      { name: 'SUPCON_EF', value: 77, origin: { source: 'file', text: `file ${file}` } },
      { name: 'SUPCON_LOG_LEVEL', value: 'info', origin: { source: 'default', text: 'default' } },
      { name: 'SUPCON_ARTIFACT', value: null, origin: { source: 'default', text: 'default' } },
    ]);
  });

  it('is the one of the flag before the one of the environment, and an empty name is none', async () => {
    const [one, other] = [await write({ SUPCON_PORT: 1 }), await write({ SUPCON_PORT: 2 })];
    expect(readConfig({ SUPCON_CONFIG: one }).port).toBe(1);
    expect(readConfig({ SUPCON_CONFIG: one }, {}, other).port).toBe(2);
    expect(readConfig({ SUPCON_CONFIG: '' }).port).toBe(8080);
  });

  it('has an empty text in a stronger place stand for nothing', async () => {
    const file = await write({ SUPCON_PORT: 1 });
    expect(readConfig({ SUPCON_PORT: '' }, {}, file).port).toBe(1);
  });

  it('is refused with everything else that is wrong, each with what was received, from where, and what to do', async () => {
    const file = await write({
      SUPCON_EF: 'many',
      'metrics-port': 9464,
      SUPCON_THREADZ: 1,
      zzz: 1,
      SUPCON_HOME: { a: 1 },
      SUPCON_API_KEY: 12345678901234567890,
      SUPCON_CONFIG: 'x',
    });
    const message = problem({ SUPCON_LOG_LEVEL: 'loud', SUPCON_HSOT: '::' }, { SUPCON_PORT: '70000' }, file);
    const lines = message.split('\n').map((line) => line.trim());
    for (const expected of [
      /^SUPCON_EF: .*number.*; received "many" from file /,
      /^"metrics-port": there is no such setting; do you mean SUPCON_METRICS_PORT\? from file /,
      /^"SUPCON_THREADZ": there is no such setting; do you mean SUPCON_THREADS\? from file /,
      /^"zzz": there is no such setting from file /,
      /^SUPCON_HOME: must be a text, a number or a list of texts, not an object; from file /,
      /^SUPCON_API_KEY: must be a text.*, not a number of so many digits \(write it as a text\); from file /,
      /^SUPCON_CONFIG: a file of settings names no other; from file .*leave it out/,
      /^SUPCON_LOG_LEVEL: .*"trace"\|.*; received "loud" from environment$/,
      /^SUPCON_HSOT: there is no such setting; do you mean SUPCON_HOST\? from environment$/,
      /^SUPCON_PORT: .*65535; received "70000" from flag --port$/,
    ])
      expect(lines.filter((line) => expected.test(line))).toHaveLength(1);
    expect(lines.filter((line) => line !== '' && line !== 'settings:')).toHaveLength(10);
  });

  it.each([
    ['no file', undefined, /nowhere\.json.* cannot be read: ENOENT/],
    ['no JSON', '{\n"SUPCON_PORT": 1,\n}', /is no JSON, from line 3 on/],
    ['a list', '[1]', /must be a JSON object, not a list/],
    ['null', 'null', /must be a JSON object, not null/],
    ['too large', `{"SUPCON_HOME":"${'x'.repeat(1024 * 1024)}"}`, /1048576 at most/],
  ])('is refused when it is %s', async (_what, text, expected) => {
    expect(problem({}, {}, text === undefined ? path.join(folder, 'nowhere.json') : await write(text))).toMatch(expected);
  });

  it('is refused when it is a folder', () => {
    expect(problem({}, {}, folder)).toContain('is no file');
  });

  it('never shows a key: neither one that counts, nor one that is refused, nor one in a file that cannot be read', async () => {
    const file = await write({ SUPCON_API_KEY: KEY });
    const shown = showSettings({}, {}, file);
    expect(shown.find(({ name }) => name === 'SUPCON_API_KEY')).toMatchObject({ value: '(set, not shown)', origin: { source: 'file' } });
    expect(JSON.stringify(shown)).not.toContain(KEY);
    expect(problem({ SUPCON_API_KEY: 'hunter2' })).not.toContain('hunter2');
    expect(problem({}, {}, await write(`{"SUPCON_API_KEY": "${KEY}" x`))).not.toContain('a-key');
    expect(problem({}, {}, await write({ SUPCON_API_KEYS: KEY }))).not.toContain('a-key');
  });
});
