import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig, SETTING_NAMES, type Config } from '../src/app/config.js';
import { CONFIG_FILE } from '../src/app/setting-flags.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const KEY = 'a-key-of-more-than-16-characters';
const read = (name: string): Promise<string> => readFile(path.join(ROOT, 'deploy', name), 'utf8');

describe('deploy', () => {
  it.each(['Dockerfile', 'compose.yaml', 'server.json', 'supcon-server.service'])('%s names settings that there are', async (name) => {
    const names = (await read(name)).match(/SUPCON_[A-Z_]+/g) ?? [];
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((each) => ![...SETTING_NAMES, CONFIG_FILE].includes(each))).toEqual([]);
  });

  describe('Dockerfile', () => {
    /** Instructions in their order, continued lines joined, comments gone. */
    let instructions: { name: string; rest: string }[];
    let last: { name: string; rest: string }[];
    let config: Config;
    beforeAll(async () => {
      const text = (await read('Dockerfile')).replace(/^#.*\n/gm, '').replace(/\\\n/g, ' ');
      instructions = text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => ({ name: line.split(' ', 1)[0]!, rest: line.slice(line.indexOf(' ') + 1).replace(/\s+/g, ' ') }));
      last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
      const environment = Object.fromEntries(
        last.filter(({ name }) => name === 'ENV').flatMap(({ rest }) => rest.split(' ').map((pair) => pair.split('=') as [string, string])),
      );
      config = readConfig({ ...environment, SUPCON_API_KEY: KEY });
    });
    const only = (name: string): string => {
      const found = last.filter((each) => each.name === name);
      expect([name, found.length]).toEqual([name, 1]);
      return found[0]!.rest;
    };

    it('builds on a named version of one image, which .nvmrc names too', async () => {
      const image = instructions.find(({ name }) => name === 'ARG')!.rest;
      expect(image).toMatch(
        new RegExp(`^NODE=node:${(await readFile(path.join(ROOT, '.nvmrc'), 'utf8')).trim()}[.\\d]*-\\w+-slim(@sha256:[0-9a-f]{64})?$`),
      );
      const stages = instructions.filter(({ name }) => name === 'FROM').map(({ rest }) => rest);
      expect(stages).toEqual(['${NODE} AS build', 'build AS modules', '${NODE}']);
    });

    it('runs as nobody who is root, with its data in a volume that is his', () => {
      expect(only('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(JSON.parse(only('VOLUME'))).toEqual([config.home]);
      expect(last.some(({ name, rest }) => name === 'RUN' && rest.includes(`chown ${only('USER')} ${config.home}`))).toBe(true);
      const after = last.slice(last.findIndex(({ name }) => name === 'USER')).map(({ name }) => name);
      expect(after).not.toContain('COPY');
    });

    it('shows and looks at the port that it listens on', () => {
      expect(only('EXPOSE')).toBe(String(config.port));
      expect(config.host).toBe('0.0.0.0');
      expect(only('HEALTHCHECK')).toContain('http://127.0.0.1:${process.env.SUPCON_PORT}/livez');
      const [program, script] = JSON.parse(only('ENTRYPOINT')) as string[];
      expect([program, existsSync(script!.replace('/app/', ROOT))]).toEqual(['node', true]);
    });

    it('does not train', () => {
      expect(config.training.allowed).toBe(false);
    });

    it('takes nothing into the image that the build has and the server does not need', () => {
      expect(last.filter(({ name }) => name === 'ADD')).toEqual([]);
      expect(last.filter(({ name, rest }) => name === 'COPY' && !/^--from=(build|modules) /.test(rest))).toEqual([]);
      expect(last.filter(({ name, rest }) => name === 'RUN' && /apt-get|npm|curl/.test(rest))).toEqual([]);
      const apt = instructions.filter(({ rest }) => rest.includes('apt-get install'));
      for (const { rest } of apt) expect(rest).toMatch(/--no-install-recommends .* rm -rf \/var\/lib\/apt\/lists/);
    });

    it('has the modules that lie with a package because others lie with the checkout', async () => {
      const lock = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
        packages: Record<string, { dev?: boolean }>;
      };
      const own = Object.entries(lock.packages).flatMap(([place, { dev }]) =>
        dev === true ? [] : ((/^packages\/(core|sdk|server)\/node_modules/.exec(place) ?? [])[0] ?? []),
      );
      expect(own.length).toBeGreaterThan(0);
      for (const place of new Set(['node_modules', ...own]))
        expect(last.map(({ rest }) => rest)).toContain(`--from=modules /app/${place} ${place}`);
    });

    it('copies what there is, and the manifest of every workspace before it installs', () => {
      const copied = instructions
        .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
        .flatMap(({ rest }) => rest.split(' ').slice(0, -1));
      for (const source of copied) expect([source, existsSync(path.join(ROOT, source))]).toEqual([source, true]);
      for (const workspace of ['packages/core', 'packages/sdk', 'packages/server', 'packages/train', 'apps/dashboard'])
        expect(copied).toContain(`${workspace}/package.json`);
    });
  });

  it('compose.yaml keeps the root read-only, asks for a key, and publishes to this machine only', async () => {
    const text = (await read('compose.yaml')).replace(/^ *#.*\n/gm, '');
    /** Values of a key, wherever it stands; of a list, its elements. */
    const of = (key: string): string[] =>
      [...text.matchAll(new RegExp(`^ *${key}: (.+)$`, 'gm'))].map(([, value]) => value!.replace(/^'(.*)'$/, '$1'));
    const listOf = (key: string): string[] =>
      (new RegExp(`^ *${key}:\\n((?: +- .*\\n)+)`, 'm').exec(text)?.[1] ?? '')
        .split('\n')
        .flatMap((line) => (line.trim() === '' ? [] : [line.trim().replace(/^- '?|'$/g, '')]));
    expect([of('read_only'), of('cap_drop'), of('security_opt')]).toEqual([['true'], ['[ALL]'], ["['no-new-privileges:true']"]]);
    expect([of('context'), of('dockerfile')]).toEqual([['..'], ['deploy/Dockerfile']]);
    expect(of('mem_limit')).toEqual([expect.stringMatching(/^\d+g$/)]);
    expect(of('SUPCON_API_KEY')).toEqual([expect.stringMatching(/^\$\{SUPCON_API_KEY:\?/)]);
    const metrics = { SUPCON_METRICS_PORT: of('SUPCON_METRICS_PORT')[0], SUPCON_METRICS_HOST: of('SUPCON_METRICS_HOST')[0] };
    const config = readConfig({ ...metrics, SUPCON_API_KEY: KEY });
    expect(listOf('ports')).toEqual([`127.0.0.1:${config.port}:${config.port}`]);
    expect(listOf('expose')).toEqual([String(config.metrics?.port)]);
    expect(listOf('volumes')).toEqual(['data:/data']);
    expect(text).toMatch(/^volumes:\n {2}data:\n/m);
    expect(parseInt(of('stop_grace_period')[0]!) * 1000).toBeGreaterThan(config.drainMs);
  });

  it('supcon-server.service writes where its settings say and nowhere else, without rights', async () => {
    const unit = await read('supcon-server.service');
    const of = (name: string): string[] => [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value!);
    const settings = fileURLToPath(new URL('../../../deploy/server.json', import.meta.url));
    const config = readConfig({}, {}, settings);
    const [program, script, ...flags] = of('ExecStart')[0]!.split(' ');
    expect([program, existsSync(script!.replace('/opt/supcon/', ROOT)), flags]).toEqual([
      '/usr/bin/node',
      true,
      ['--config', '/etc/supcon/server.json'],
    ]);
    expect(of('User')).toEqual(['supcon']);
    expect(`/var/lib/${of('StateDirectory')[0]}`).toBe(config.home);
    expect(config.host).toBe('127.0.0.1');
    expect([config.training.allowed, unit.includes('--allow-training')]).toEqual([false, false]);
    for (const name of [
      'NoNewPrivileges',
      'ProtectHome',
      'PrivateTmp',
      'PrivateDevices',
      'ProtectKernelModules',
      'RestrictSUIDSGID',
      'RestrictNamespaces',
    ])
      expect([name, of(name)]).toEqual([name, ['yes']]);
    expect([of('ProtectSystem'), of('CapabilityBoundingSet'), of('UMask')]).toEqual([['strict'], [''], ['0077']]);
    // V8 ends at once with it.
    expect(of('MemoryDenyWriteExecute')).toEqual([]);
    expect(of('RestartPreventExitStatus')).toEqual(['2']);
    expect(Number(of('TimeoutStopSec')[0]) * 1000).toBeGreaterThan(config.drainMs);
  });
});
