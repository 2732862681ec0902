import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createSupconClient } from '../../src/index.js';

const UPLOADS = 20_000;
const BYTES = 200_000;
/** Uploads after which memory is looked at. */
const STRETCH = 2_000;
/** What a client may grow by over 18,000 uploads: a tenth of what one that kept every picture's bytes once would grow by in a single stretch. */
const MOST_GROWN_MIB = 40;

/** Bytes that the process takes from the machine, once nothing is waiting to be freed. */
async function residentMiB(): Promise<number> {
  for (let time = 0; time < 3; time++) {
    globalThis.gc!();
    await setImmediate();
  }
  return process.memoryUsage().rss / 2 ** 20;
}

it('uploads 20,000 pictures and takes no more memory at the end than after the first 2,000', { timeout: 900_000 }, async () => {
  // Elsewhere, so that its memory is not the client's.
  const server = fork(fileURLToPath(new URL('./discard-uploads.mjs', import.meta.url)));
  try {
    const [port] = (await once(server, 'message')) as [number];
    const supcon = createSupconClient({ baseUrl: `http://127.0.0.1:${port}` });
    const image = new Uint8Array(BYTES);
    image.set(Buffer.from('GIF89a'));
    function* items() {
      for (let n = 0; n < UPLOADS; n++) yield { id: `item-${n}`, image: n % 2 === 0 ? image : new Blob([image], { type: 'image/gif' }) };
    }
    const resident: number[] = [];
    let done = 0;
    for await (const { error } of supcon.items.addMany('album', items())) {
      expect(error).toBeUndefined();
      if (++done % STRETCH === 0) resident.push(await residentMiB());
    }
    console.log(
      `resident MiB after each ${STRETCH} of ${UPLOADS} uploads of ${BYTES} bytes: ${resident.map((mib) => mib.toFixed(0)).join(' ')}`,
    );
    expect(done).toBe(UPLOADS);
    expect(resident.at(-1)! - resident[0]!).toBeLessThan(MOST_GROWN_MIB);
  } finally {
    server.kill();
  }
});
