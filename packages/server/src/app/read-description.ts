import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The API description: `openapi/*.yaml` of this package as the SDK bundles it. */
export async function readDescription(): Promise<object> {
  return JSON.parse(await readFile(createRequire(import.meta.url).resolve('@supcon/sdk/openapi.json'), 'utf8')) as object;
}
