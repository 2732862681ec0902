import { expect, it } from 'vitest';
import { adviseHome } from './home-option.js';

const NAMES = ['train', 'freeze', 'report', 'runs', 'data'];

it.each([
  ['go on with: supcon train --resume a', 'go on with: supcon --home /d train --resume a'],
  ['`supcon train --resume` goes on from it', '`supcon --home /d train --resume` goes on from it'],
  ['first supcon data check x; then supcon train', 'first supcon --home /d data check x; then supcon --home /d train'],
  // Named already: by the command itself, not by another one behind it.
  ['go on with: supcon train --resume a --home /d', 'go on with: supcon train --resume a --home /d'],
  ['supcon runs; then supcon train --resume a --home /d', 'supcon --home /d runs; then supcon train --resume a --home /d'],
  // No commands.
  ['supcon trains encoders, the supcon loss', 'supcon trains encoders, the supcon loss'],
  ['the folder /my-supcon/train', 'the folder /my-supcon/train'],
])('%s', (text, wanted) => {
  expect(adviseHome(text, '/d', NAMES)).toBe(wanted);
  expect(adviseHome(text, undefined, NAMES)).toBe(text);
});

it('quotes a home for the shell', () => {
  expect(adviseHome('supcon runs', "/my $& 'home'", NAMES)).toBe(String.raw`supcon --home '/my $& '\''home'\''' runs`);
});
