import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ROOMS } from './rooms.mjs';
import { writeRoomMaps } from './write-room-maps.mjs';

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');

it('finds the drawings of docs/architecture.md up to date; if not: npm run rooms', async () => {
  // Drawing refuses arrows that run back up and files without a room (draw-rooms.test.mjs).
  expect(await writeRoomMaps(page, root)).toBe(page);
}, 300_000);

it.each(Object.entries(ROOMS))('finds every room of %s described on the page', (_, floors) => {
  for (const room of floors.flat()) expect(page).toContain(`\`${room}\``);
});
