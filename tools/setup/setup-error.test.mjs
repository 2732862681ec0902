import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SETUP_ERROR_CODES } from './setup-error.mjs';

it('has every code in docs/operations.md, and no other', () => {
  const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const section = /\n### When something fails\n([\s\S]*?)\n## /.exec(text)?.[1] ?? '';
  const documented = [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(documented).toEqual(Object.keys(SETUP_ERROR_CODES));
});
