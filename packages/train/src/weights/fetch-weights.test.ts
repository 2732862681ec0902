import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planEncoder } from '@supcon/core';
import { hashedEncoderWeights } from '../../test/tiny-artifact.js';
import { encodeSafetensors } from './safetensors.js';
import { createReporter } from '../console/reporter.js';
import { PUBLIC_WEIGHTS, type PublicWeights } from './catalogue.js';
import { fetchWeights, findWeights } from './fetch-weights.js';

const encoder = { kind: 'resnet', depth: 18, stem: 'small', width: 2 } as const;

let server: Server;
let home: string;
let weights: PublicWeights;
let body: Uint8Array;
let requests: number;
beforeAll(async () => {
  server = createServer((_, response) => {
    requests++;
    response.writeHead(200, { 'content-length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/model.safetensors`;
  weights = { name: 'tiny', title: 'Tiny', page: '', license: 'MIT', url, aboutBytes: 1, sha256: undefined, encoder };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'supcon-fetch-weights-'));
  body = encodeSafetensors(hashedEncoderWeights(encoder), {});
  requests = 0;
});
afterEach(() => rm(home, { recursive: true, force: true }));

const quiet = createReporter({ stderr: { write: () => true, isTTY: false } as unknown as NodeJS.WritableStream });
const fetch = (options: { sha256?: string; url?: string } = {}) =>
  fetchWeights(weights, { home, reporter: quiet, backoffMs: 1, ...options });

describe('fetchWeights', () => {
  it('fetches once, and keeps where it came from and its checksum', async () => {
    const first = await fetch();
    expect(first).toMatchObject({ path: join(home, 'weights', 'tiny.safetensors'), reused: false, verified: false });
    expect(first.report).toMatchObject({ source: 'supcon', missing: [] });
    expect(JSON.parse(await readFile(`${first.path}.json`, 'utf8'))).toEqual(first.receipt);
    expect(await fetch({ sha256: first.receipt.sha256 })).toMatchObject({ reused: true, verified: true, receipt: first.receipt });
    expect(requests).toBe(1);
  });

  it('fetches again what has been damaged since, and what comes from another place', async () => {
    const { path } = await fetch();
    await writeFile(path, 'damaged');
    expect((await fetch()).reused).toBe(false);
    expect((await fetch({ url: `${weights.url}?mirror` })).receipt.url).toBe(`${weights.url}?mirror`);
    expect(requests).toBe(3);
  });

  it('takes a file that was put there by hand', async () => {
    await mkdir(join(home, 'weights'));
    await writeFile(join(home, 'weights', 'tiny.safetensors'), body);
    expect(await fetch()).toMatchObject({ reused: true, report: { missing: [] } });
    expect(requests).toBe(0);
  });

  it('keeps nothing that is not what was asked for', async () => {
    await expect(fetch({ sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    body = Buffer.from('no weights');
    await expect(fetch()).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
    body = encodeSafetensors(hashedEncoderWeights({ ...encoder, width: 3 }), {});
    await expect(fetch()).rejects.toMatchObject({ code: 'BAD_WEIGHTS' });
    await expect(readFile(join(home, 'weights', 'tiny.safetensors'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the catalogue', () => {
  it('holds weights of encoders that there are, under names of their own, over https', () => {
    expect(new Set(PUBLIC_WEIGHTS.map(({ name }) => name)).size).toBe(PUBLIC_WEIGHTS.length);
    for (const { url, encoder: options, aboutBytes, sha256 } of PUBLIC_WEIGHTS) {
      expect(url).toMatch(/^https:\/\/.*\.(safetensors|h5|pth)$/);
      expect(planEncoder(options).embeddingSize).toBeGreaterThan(0);
      expect(aboutBytes).toBeGreaterThan(1e6);
      expect(sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('says what it holds when asked for something else', () => {
    expect(() => findWeights(PUBLIC_WEIGHTS, 'resnet', " Did you mean 'resnet18'?")).toThrow(
      /'resnet' Did you mean 'resnet18'\? There are: resnet18, /,
    );
  });
});
