import { expect, it } from 'vitest';
import { drawRooms } from './draw-rooms.mjs';

const floors = [['ground'], ['first', 'shed'], ['second'], ['roof']];

it('draws one arrow for many imports, from the top down, and none that others say already', () => {
  const drawing = drawRooms(floors, [
    { from: 'first/a.ts', to: 'ground/a.ts' },
    { from: 'first/b.ts', to: 'ground/b.ts' },
    { from: 'second/a.ts', to: 'first/a.ts' },
    { from: 'second/a.ts', to: 'ground/a.ts' },
    { from: 'second/a.ts', to: 'second/b.ts' },
  ]);
  expect(drawing.split('\n')).toEqual([
    '```mermaid',
    'flowchart TD',
    '  r4["roof"]',
    '  r3["second"]',
    '  r3 --> r1',
    '  r2["shed"]',
    '  r1["first"]',
    '  r1 --> r0',
    '  r0["ground"]',
    '```',
  ]);
});

it.each([
  ['an arrow that runs back up', { from: 'ground/a.ts', to: 'first/a.ts' }, /ground\/a.ts imports first\/a.ts/],
  ['one on the same floor', { from: 'first/a.ts', to: 'shed/a.ts' }, /shed does not stand below first/],
  ['a file without a room', { from: 'cellar/a.ts', to: 'ground/a.ts' }, /cellar\/a.ts lies in no room/],
])('refuses to draw %s', (_, arrow, message) => {
  expect(() => drawRooms(floors, [arrow])).toThrow(message);
});
