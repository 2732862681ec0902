import { expect, it } from 'vitest';
import { defaultName, givenName } from './artifact-name.js';

it.each([
  ['pets', 'pets'],
  ['My Photos 2024!', 'my-photos-2024'],
  ['Päts & more', 'pa-ts-more'],
  ['ｆｕｌｌ', 'full'],
])('keeps %s as %s', (name, kept) => {
  expect(givenName(name)).toBe(kept);
  expect(defaultName(name)).toBe(kept);
});

it.each(['подсолнух', '写真', 'صور', 'Größe', '🐈', '...', '٣', 'cats и dogs'])('refuses --name %s with one that can be had', (name) => {
  let message = '';
  try {
    givenName(name);
  } catch (error) {
    expect(error).toMatchObject({ code: 'USAGE' });
    message = (error as Error).message;
  }
  const suggested = /take --name (\S+)$/.exec(message)?.[1];
  expect(suggested).toMatch(/^[a-z0-9-]+-[0-9a-f]{6}$/);
  expect(givenName(suggested!)).toBe(suggested);
  expect(defaultName(name)).toBe(suggested);
});

it('makes up another name for another folder, and the same for both forms of one', () => {
  expect(defaultName('写真')).not.toBe(defaultName('絵'));
  expect(defaultName('Käße')).toBe(defaultName('Ka\u0308ße'));
  expect(defaultName('Größe')).toMatch(/^grosse-/);
});
