#!/usr/bin/env node
/** Clients of the benchmark `serve`, each with a connection of its own that is kept: they send a photo, wait for the answer and send the next one, after a refusal too. Prints one JSON line:
 * answers with 200 a second, and their median time and 99th percentile in milliseconds. */
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** Before anything counts, so that code is compiled and connections are open. */
const WARM_UP_MS = 2000;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    path: { type: 'string' },
    photos: { type: 'string' },
    connections: { type: 'string' },
    seconds: { type: 'string' },
  },
});
const photos = values.photos ?? '';
const names = readdirSync(photos, { recursive: true, encoding: 'utf8' }).filter((name) => /\.jpe?g$/i.test(name));
const isForm = values.path === '/classify';
const bodies = names.map((name) => bodyOf(readFileSync(path.join(photos, name))));
const [connections, seconds] = [Number(values.connections), Number(values.seconds)];
const agent = new Agent({ keepAlive: true, maxSockets: connections });

const begin = performance.now() + WARM_UP_MS;
const end = begin + 1000 * seconds;
/** @type {number[]} */
const times = [];
let sent = 0;
await Promise.all(Array.from({ length: connections }, client));
agent.destroy();
times.sort((a, b) => a - b);
const at = (/** @type {number} */ share) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
process.stdout.write(`${JSON.stringify({ perSecond: times.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) })}\n`);

async function client() {
  while (performance.now() < end) {
    const sentAt = performance.now();
    const status = await ask(bodies[sent++ % bodies.length]);
    const now = performance.now();
    if (status === 200 && now >= begin && now < end) times.push(now - sentAt);
  }
}

/** @param {ReturnType<typeof bodyOf>} [message] @returns {Promise<number | undefined>} the status; undefined for a connection that was lost */
function ask({ body, type } = bodyOf(Buffer.alloc(0))) {
  return new Promise((resolve) => {
    const headers = { 'content-type': type, 'content-length': body.length };
    const call = request({ host: '127.0.0.1', port: values.port, path: values.path, method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
    });
    call.once('error', () => resolve(undefined)).end(body);
  });
}

/** A photo as each of the two servers takes it. @param {Buffer} photo */
function bodyOf(photo) {
  if (!isForm) return { body: photo, type: 'image/jpeg' };
  const boundary = 'supcon-bench';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
  return {
    body: Buffer.concat([Buffer.from(head), photo, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}
