import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLogPart, readRunEvents } from './read-log.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-log-'));
  file = path.join(folder, 'metrics.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('passes over what a crash cut off, and takes no log for an empty one', async () => {
  expect(await readRunEvents(folder)).toEqual([]);
  expect(await readLogPart(file, 7, 100)).toEqual({ events: [], nextOffset: 0, size: 0 });
  await writeFile(file, '{"type":"start"}\n{"type":"epo\n{"epoch":1}\n[1]\nnull\n{"type":"stopped"}\n{"type"');
  expect(await readRunEvents(folder)).toEqual([{ type: 'start' }, { type: 'stopped' }]);
});

it('goes on at the offset behind each event, and waits for a line that is being written', async () => {
  await writeFile(file, '{"type":"start"}\n{"type":"resume"}\n{"type":"sto');
  const { events, nextOffset, size } = await readLogPart(file, 0, 1000);
  expect(events).toEqual([
    { event: { type: 'start' }, end: 17 },
    { event: { type: 'resume' }, end: 35 },
  ]);
  expect([nextOffset, size]).toEqual([35, 47]);
  expect(await readLogPart(file, 17, 1000)).toMatchObject({ events: [events[1]], nextOffset: 35 });
  await appendFile(file, 'pped"}\n');
  expect(await readLogPart(file, nextOffset, 1000)).toMatchObject({ events: [{ event: { type: 'stopped' } }] });
});

it('does not stand still before a line longer than a whole read', async () => {
  await writeFile(file, `{"type":"start","recipe":"${'x'.repeat(100)}"}\n{"type":"resume"}\n`);
  let offset = 0;
  const types: string[] = [];
  for (let read = 0; read < 10; read++) {
    const part = await readLogPart(file, offset, 40);
    types.push(...part.events.map(({ event }) => event.type));
    offset = part.nextOffset;
  }
  expect(types).toEqual(['resume']);
});
