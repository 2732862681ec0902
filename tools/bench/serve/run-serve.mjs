#!/usr/bin/env node
/**
 * One measurement of the benchmark `serve`: starts a server (ours or FastAPI), lets clients of a process of their own ask it for some seconds, and prints one JSON line; or decodes and
 * encodes in a loop without any server.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bareLoop } from './bare-loop.mjs';

const READY_WITHIN_MS = 60_000;

const { values } = parseArgs({
  options: {
    kind: { type: 'string' },
    home: { type: 'string' },
    photos: { type: 'string' },
    connections: { type: 'string' },
    seconds: { type: 'string' },
    size: { type: 'string' },
    python: { type: 'string' },
    app: { type: 'string' },
  },
});
const { kind, home = '', photos = '', connections = '', seconds = '', size = '', python = '', app = '' } = values;
const encoder = path.join(home, 'artifacts/bench/1/encoder.onnx');

if (kind === 'bare') {
  const pictures = readdirSync(photos, { recursive: true, encoding: 'utf8' }).filter((name) => /\.jpe?g$/i.test(name));
  const bytes = pictures.map((name) => readFileSync(path.join(photos, name)));
  process.stdout.write(`${JSON.stringify(await bareLoop({ encoder, pictures: bytes, size: Number(size), seconds: Number(seconds) }))}\n`);
} else {
  const port = await freePort();
  const server = kind === 'ours' ? ours(port) : fastApi(port);
  const gone = new Promise((resolve) => server.once('close', resolve));
  try {
    await ready(port, kind === 'ours' ? '/readyz' : '/docs');
    const target = kind === 'ours' ? '/v1/classify' : '/classify';
    const load = fileURLToPath(new URL('load.mjs', import.meta.url));
    const shape = ['--port', String(port), '--path', target, '--photos', photos, '--connections', connections, '--seconds', seconds];
    await new Promise((resolve, reject) => {
      const clients = spawn(process.execPath, [load, ...shape], { stdio: ['ignore', 'inherit', 'inherit'] });
      clients.once('close', (code) =>
        code === 0 ? resolve(undefined) : reject(new Error(`the clients ended with status ${String(code)}`)),
      );
    });
  } finally {
    server.kill('SIGTERM');
    await gone;
  }
}

/** @param {number} port */
function ours(port) {
  const program = fileURLToPath(new URL('../../../packages/server/bin/supcon-server.mjs', import.meta.url));
  const args = [program, '--home', home, '--port', String(port), '--json'];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'], env: { ...process.env, SUPCON_LOG_LEVEL: 'warn' } });
}

/** @param {number} port */
function fastApi(port) {
  const { dir, name } = path.parse(app);
  const args = ['-m', 'uvicorn', `${name}:app`, '--app-dir', dir, '--port', String(port), '--log-level', 'warning'];
  return spawn(python, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, MODEL: encoder, SIZE: size } });
}

/** @param {number} port @param {string} address that is answered once the server can be asked */
async function ready(port, address) {
  const end = Date.now() + READY_WITHIN_MS;
  while (Date.now() < end) {
    const answer = await fetch(`http://127.0.0.1:${port}${address}`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`no answer within ${READY_WITHIN_MS / 1000} s: is it installed?`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
