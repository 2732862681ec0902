/**
 * Writes `openapi.json` and `src/generated/schema.ts` from the server's openapi.yaml. `--check` writes nothing and fails where they differ.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import yaml from 'yaml';

const sdk = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const source = path.join(sdk, '../server/openapi.yaml');

// Syntax nodes have to come from the very TypeScript that openapi-typescript prints them with.
const { factory } = createRequire(createRequire(import.meta.url).resolve('openapi-typescript'))('typescript');

const text = await readFile(source, 'utf8');
const document = yaml.parse(text);
const types = astToString(
  await openapiTS(document, {
    // What is binary on the wire is a Blob here; openapi-typescript says `string` by itself.
    transform: (schema) => (schema.format === 'binary' ? factory.createTypeReferenceNode('Blob') : undefined),
  }),
);
const banner = '/** Generated from packages/server/openapi.yaml by `nx run sdk:generate`. Do not edit. */\n';
const files = {
  'openapi.json': await format(JSON.stringify(document), { ...(await resolveConfig(source)), parser: 'json' }),
  'src/generated/schema.ts': `${banner}${types}`,
};

const check = process.argv.includes('--check');
const stale = [];
for (const [name, wanted] of Object.entries(files)) {
  const file = path.join(sdk, name);
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (found === wanted) continue;
  stale.push(name);
  if (check) continue;
  await writeFile(`${file}.tmp`, wanted);
  await rename(`${file}.tmp`, file);
}
if (check && stale.length > 0) {
  console.error(`packages/sdk: ${stale.join(' and ')} no longer follow packages/server/openapi.yaml. Run: npx nx run sdk:generate`);
  process.exitCode = 1;
} else {
  console.log(stale.length > 0 ? `written: ${stale.join(', ')}` : 'up to date');
}
