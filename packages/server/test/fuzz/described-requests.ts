import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePicture } from '../pictures.js';
import { startServerProcess, type ServerProcess } from '../server-process.js';
import { makeTinyArtifact } from '../tiny-artifact.js';

/** https://schemathesis.io; `pip install schemathesis==4.32.5`, and SUPCON_SCHEMATHESIS where it is not on the PATH. */
const PROGRAM = process.env['SUPCON_SCHEMATHESIS'] ?? 'schemathesis';
const SECONDS = Number(process.env['SUPCON_FUZZ_SECONDS'] ?? 480);
const SPEC = fileURLToPath(new URL('../../../sdk/openapi.json', import.meta.url));
const KEY = 'a-key-of-more-than-16-characters';
/** What it holds every answer to. */
const CHECKS = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance'],
  ...['response_schema_conformance', 'missing_required_header', 'unsupported_method', 'allow_header_conformance', 'ignored_auth'],
  'negative_data_rejection',
];
/** It sends no archives, and makes as many collections as it can, each with a thread: their memory would hide any other. */
const LEFT_OUT = ['uploadModel', 'uploadData'];
const GROWTH_MIB = 100;

let home: string;
let server: ServerProcess;
beforeAll(async () => {
  const found = spawnSync(PROGRAM, ['--version']);
  if (found.error) throw new Error(`${PROGRAM} cannot be started: pip install schemathesis==4.32.5, and let SUPCON_SCHEMATHESIS name it`);
  home = await mkdtemp(path.join(tmpdir(), 'supcon-fuzz-'));
  await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'), {});
  server = await startServerProcess(home, { SUPCON_API_KEY: KEY });
  await ask('PUT', '/v1/collections/fruit');
  for (let n = 0; n < 8; n++)
    await ask('POST', `/v1/collections/fruit/items?id=item-${n}&label=apple`, new Uint8Array(await makePicture(n)));
});
afterAll(async () => {
  await server.end('SIGTERM');
  await rm(home, { recursive: true, force: true });
});

it(
  'answers whatever the description allows, and what it does not, as described, and stays as large as it was',
  async () => {
    await run({ seed: 1, seconds: Math.ceil(SECONDS / 8), leftOut: [...LEFT_OUT, 'createCollection'] });
    const before = await residentMib();
    await run({ seed: 2, seconds: SECONDS, leftOut: LEFT_OUT });
    const { collections } = (await (await ask('GET', '/v1/collections')).json()) as { collections: { name: string }[] };
    for (const { name } of collections) await ask('DELETE', `/v1/collections/${encodeURIComponent(name)}`);
    expect(server.child.exitCode).toBeNull();
    expect((await ask('POST', '/v1/classify', new Uint8Array(await makePicture(1)))).status).toBe(200);
    expect(await residentMib()).toBeLessThan(before + GROWTH_MIB);
  },
  4000 * SECONDS,
);

function ask(method: string, address: string, picture?: Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(`${server.url}${address}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, ...(picture ? { 'content-type': 'image/png' } : {}) },
    ...(picture ? { body: picture } : {}),
  });
}

async function residentMib(): Promise<number> {
  const status = await readFile(`/proc/${server.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** @throws what it has found, where it has found anything. */
async function run({
  seed,
  seconds,
  leftOut,
}: {
  readonly seed: number;
  readonly seconds: number;
  readonly leftOut: readonly string[];
}): Promise<void> {
  const args = [
    ...['run', SPEC, '--url', server.url, '--header', `Authorization: Bearer ${KEY}`, '--no-color', '--continue-on-failure'],
    ...['--phases', 'coverage,fuzzing', '--max-time', String(seconds), '--seed', String(seed), '--request-timeout', '40'],
    ...['--checks', CHECKS.join(',')],
    ...leftOut.flatMap((operation) => ['--exclude-operation-id', operation]),
  ];
  const child = spawn(PROGRAM, args, { cwd: home, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  process.stdout.write(`${/Test cases:\n.*/.exec(text)?.[0] ?? text}\n`);
  if (code !== 0) throw new Error(`schemathesis ended with ${String(code)}:\n${text}`);
}
