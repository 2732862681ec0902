import { readFile } from 'node:fs/promises';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { expect, it } from 'vitest';

it('generated/api.ts is what openapi.yaml gives; npm run generate -w @supcon/server writes it', async () => {
  const generated = COMMENT_HEADER + astToString(await openapiTS(new URL('../openapi.yaml', import.meta.url)));
  expect(await readFile(new URL('generated/api.ts', import.meta.url), 'utf8')).toBe(generated);
});
