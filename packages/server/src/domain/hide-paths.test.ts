import { expect, it } from 'vitest';
import { hidePaths } from './hide-paths.js';

it.each([
  ['/srv/my home/data/flowers has only one class', 'SUPCON_HOME/data/flowers has only one class'],
  ["cannot read '/etc/secret/key.pem' (EACCES)", "cannot read '…/key.pem' (EACCES)"],
  ['at run (file:///opt/supcon/dist/run.js:10:4)', 'at run (…/run.js:10:4)'],
  ['C:\\Users\\ada\\photos, \\\\nas\\share\\x and D:/a/b', '…/photos, …/x and …/b'],
  ['/opt', '…/opt'],
  ['3 / 4 of data/flowers at https://host/path, 1/2', '3 / 4 of data/flowers at https://host/path, 1/2'],
  ['', ''],
])('%j becomes %j', (text, expected) => {
  expect(hidePaths(text, '/srv/my home')).toBe(expected);
});
