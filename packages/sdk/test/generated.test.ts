import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const sdk = new URL('..', import.meta.url);

it('generates from the server’s openapi folder exactly what is committed', () => {
  const check = spawnSync(process.execPath, ['scripts/generate.mjs', '--check'], { cwd: sdk, encoding: 'utf8' });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});

it('types binary content as Blob', () => {
  const schema = readFileSync(new URL('src/generated/schema.ts', sdk), 'utf8');
  expect(schema).toContain('"image/*": Blob;');
});
