#!/usr/bin/env node
/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access -- the adapter is loaded from dist, which has no types for tools */
/** Searches by vector over HTTP, 100 a second whether or not the ones before are answered: puts vectors into a store, starts a server on it and prints one JSON line, milliseconds from when
 * a request was due. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PER_SECOND = 100;
const WARM_UP_S = 3;
const STEP = 1000;
const READY_WITHIN_MS = 600_000;

const { values } = parseArgs({
  options: {
    ...{ engine: { type: 'string' }, base: { type: 'string' }, queries: { type: 'string' }, width: { type: 'string' } },
    ...{ home: { type: 'string' }, seconds: { type: 'string' } },
  },
});
const [width, seconds, home] = [Number(values.width), Number(values.seconds), values.home ?? ''];
const [base, queries] = [rowsOf(values.base ?? ''), rowsOf(values.queries ?? '')];
await fill();
const port = await freePort();
const program = fileURLToPath(new URL('../../../packages/server/bin/supcon-server.mjs', import.meta.url));
const server = spawn(process.execPath, [program, '--home', home, '--port', String(port), '--json'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, SUPCON_LOG_LEVEL: 'warn', SUPCON_INDEX: values.engine },
});
const gone = new Promise((resolve) => server.once('close', resolve));
try {
  await ready();
  process.stdout.write(`${JSON.stringify(await load())}\n`);
} finally {
  server.kill('SIGTERM');
  await gone;
}

async function fill() {
  const dist = new URL('../../../packages/server/dist/', import.meta.url);
  const { SqliteDatabase } = await import(new URL('adapters/sqlite/sqlite-database.js', dist).href);
  await mkdir(path.join(home, 'server'), { recursive: true });
  const store = new SqliteDatabase(path.join(home, 'server', 'items.sqlite'));
  const now = new Date().toISOString();
  store.createCollection('bench', { modelName: 'bench', modelVersion: 1, encoderHash: 'bench', embeddingSize: width }, now);
  for (let at = 0; at < base.length; at += STEP)
    store.commit(
      'bench',
      base.slice(at, at + STEP).map((vector, i) => ({
        type: 'add',
        item: {
          id: `i${at + i}`,
          label: `class ${i % 10}`,
          metadata: {},
          contentHash: `${at + i}`,
          blob: `${at + i}`,
          vector,
          origin: null,
        },
      })),
      now,
    );
  store.close();
}

async function load() {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  /** @type {number[]} */
  const times = [];
  const begun = performance.now();
  const total = (seconds + WARM_UP_S) * PER_SECOND;
  await Promise.all(
    Array.from({ length: total }, async (_, i) => {
      const due = begun + (1000 * i) / PER_SECOND;
      await sleep(Math.max(0, due - performance.now()));
      const body = JSON.stringify({ vector: [...(queries[i % queries.length] ?? [])], k: 10 });
      const status = await ask(agent, body);
      if (status !== 200) throw new Error(`a search was answered ${String(status)}`);
      if (i >= WARM_UP_S * PER_SECOND) times.push(performance.now() - due);
    }),
  );
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** @param {Agent} agent @param {string} body @returns {Promise<number | undefined>} */
function ask(agent, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request({ host: '127.0.0.1', port, path: '/v1/collections/bench/search', method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
    });
    call.once('error', reject).end(body);
  });
}

async function ready() {
  const end = Date.now() + READY_WITHIN_MS;
  while (Date.now() < end) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/collections`).catch(() => undefined);
    const { collections = [] } = answer?.ok ? /** @type {{ collections?: { index: { status: string } }[] }} */ (await answer.json()) : {};
    if (collections[0]?.index.status === 'ready') return;
    await sleep(200);
  }
  throw new Error(`the collection was not ready within ${READY_WITHIN_MS / 1000} s`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** @param {string} file float32 [?, width] */
function rowsOf(file) {
  const { buffer, byteOffset, length } = readFileSync(file);
  const numbers = new Float32Array(buffer, byteOffset, length / 4);
  return Array.from({ length: numbers.length / width }, (_, row) => numbers.subarray(row * width, (row + 1) * width));
}
