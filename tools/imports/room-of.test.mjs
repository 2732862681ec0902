import { expect, it } from 'vitest';
import { roomOf } from './room-of.mjs';

const rooms = ['errors', 'engine', 'engine/native'];

it.each([
  ['errors.ts', 'errors'],
  ['errors/codes.ts', 'errors'],
  ['engine/engine.ts', 'engine'],
  ['engine/native/kernels.ts', 'engine/native'],
  ['engine/native.ts', 'engine/native'],
  ['engine/natives/x.ts', 'engine'],
  ['errors-of-others.ts', undefined],
  ['index.ts', undefined],
])('finds the room of %s', (file, room) => {
  expect(roomOf(file, rooms)).toBe(room);
});
