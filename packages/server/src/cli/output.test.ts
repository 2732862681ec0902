import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pipeOutput, queuedOutput } from './output.js';

const noticeOf = (dropped: number): string => `(${dropped} lost)\n`;

/** Something to write to that has so much room. */
function disk(room: number): { room: number; text: string; write: (bytes: Buffer) => Promise<number> } {
  return {
    room,
    text: '',
    async write(bytes) {
      await sleep(1);
      const taken = Math.min(this.room, bytes.length);
      if (taken === 0) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
      this.room -= taken;
      this.text += bytes.toString('utf8', 0, taken);
      return taken;
    },
  };
}

describe('queuedOutput', () => {
  it('writes all lines in their order, whatever part of them is taken at a time', async () => {
    const text: string[] = [];
    const output = queuedOutput(async (bytes) => {
      await sleep(0);
      text.push(bytes.toString('latin1', 0, 3));
      return Math.min(3, bytes.length);
    });
    for (let n = 0; n < 20; n++) output.write(`line ${n}\n`);
    expect(await output.flush(10_000)).toBe(true);
    expect(text.join('')).toBe(Array.from({ length: 20 }, (_, n) => `line ${n}\n`).join(''));
    expect(output.dropped).toBe(0);
  });

  it('drops what a full disk does not take, counts it, and says so where there is room again, on a line of its own', async () => {
    const place = disk(10);
    const output = queuedOutput((bytes) => place.write(bytes), { noticeOf });
    output.write('first\n');
    await output.flush(10_000);
    output.write('second\n');
    await output.flush(10_000);
    output.write('third\nfourth\n');
    await output.flush(10_000);
    expect([place.text, output.dropped]).toEqual(['first\nseco', 3]);
    place.room = 1000;
    output.write('fifth\n');
    await output.flush(10_000);
    output.write('sixth\n');
    await output.flush(10_000);
    expect([place.text, output.dropped]).toEqual(['first\nseco\nfifth\n(3 lost)\nsixth\n', 3]);
  });

  it('keeps so much and no more while nothing is taken, and gives up waiting for that', async () => {
    let taken: Buffer | undefined;
    const output = queuedOutput(
      (bytes) => {
        taken = bytes;
        return new Promise(() => undefined);
      },
      { maxWaitingBytes: 100 },
    );
    for (let n = 0; n < 50; n++) output.write('123456789\n');
    expect(await output.flush(20)).toBe(false);
    expect(taken?.toString()).toBe('123456789\n');
    // Ten wait behind the one that is being written.
    expect(output.dropped).toBe(39);
    const rest: string[] = [];
    output.takeRest((bytes) => rest.push(bytes.toString()));
    expect(rest).toEqual(['123456789\n'.repeat(10)]);
  });
});

describe('pipeOutput', () => {
  it('is no leak of listeners behind those of many threads', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', hear);
    const stream = new PassThrough();
    // As Node does for each thread, whose words it pipes here.
    stream.setMaxListeners(Infinity);
    for (let thread = 0; thread < 12; thread++) stream.on('error', () => undefined);
    stream.setMaxListeners(10);
    const output = pipeOutput(stream, {});
    output.write('line\n');
    expect(await output.flush(10_000)).toBe(true);
    await sleep(0);
    process.off('warning', hear);
    expect(warnings).toEqual([]);
    expect(String(stream.read())).toBe('line\n');
  });
});
