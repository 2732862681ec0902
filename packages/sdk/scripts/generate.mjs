/**
 * Writes `openapi.json`, the bundle of packages/server/openapi/*.yaml, and `src/generated/schema.ts`, its types, which the SDK and the
 * server share. `--check` writes nothing and fails where they differ.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, createConfig } from '@redocly/openapi-core';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { exampleAnswers } from './example-answers.mjs';

const sdk = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const source = path.join(sdk, '../server/openapi/openapi.yaml');

// Syntax nodes have to come from the very TypeScript that openapi-typescript prints them with.
const { factory } = createRequire(createRequire(import.meta.url).resolve('openapi-typescript'))('typescript');

const { bundle: bundled, problems } = await bundle({ ref: source, config: await createConfig({}) });
if (problems.length > 0) {
  for (const { message, location } of problems) console.error(`${location[0]?.source.absoluteRef ?? source}: ${message}`);
  process.exit(1);
}
const document = sortComponents(bundled.parsed);
const types = astToString(
  // It writes into what it is given.
  await openapiTS(structuredClone(document), {
    // What is binary on the wire is a Blob here; openapi-typescript says `string` by itself.
    transform: (schema) => (schema.format === 'binary' ? factory.createTypeReferenceNode('Blob') : undefined),
  }),
);
const banner = '/** Generated from packages/server/openapi by `nx run sdk:generate`. Do not edit. */\n';
const files = {
  'openapi.json': await format(JSON.stringify(document), { ...(await resolveConfig(source)), parser: 'json' }),
  'src/generated/schema.ts': `${banner}${types}`,
  'src/generated/answers.ts': await format(answersOf(document), { ...(await resolveConfig(source)), parser: 'typescript' }),
  'src/generated/examples.ts': `${banner}export const EXAMPLES = ${JSON.stringify(exampleAnswers(document), null, 2)} as const;\n`,
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
  console.error(`packages/sdk: ${stale.join(' and ')} no longer follow packages/server/openapi. Run: npx nx run sdk:generate`);
  process.exitCode = 1;
} else {
  console.log(stale.length > 0 ? `written: ${stale.join(', ')}` : 'up to date');
}

/** What tells a good answer of each operation from anything else: two names of its JSON object, or that there is no body. Not all names: an older server may lack the newest. */
function answersOf({ paths, components }) {
  const resolve = (part) => (part?.$ref === undefined ? part : components[part.$ref.split('/').at(-2)][part.$ref.split('/').at(-1)]);
  const entries = Object.entries(paths).flatMap(([address, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const good = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2'));
      const bodies = good.map(([, response]) => resolve(response).content);
      const name = JSON.stringify(`${method.toUpperCase()} ${address}`);
      if (good.length > 0 && bodies.every((content) => content === undefined)) return [`${name}: null`];
      const json = bodies.flatMap((content) => content?.['application/json'] ?? []).map(({ schema }) => resolve(schema).required ?? []);
      const shared = (json[0] ?? []).filter((key) => json.every((keys) => keys.includes(key))).slice(0, 2);
      return json.length === 0 ? [] : [`${name}: ${JSON.stringify(shared)}`];
    }),
  );
  const both = Object.entries(paths).flatMap(([address, operations]) =>
    Object.entries(operations).flatMap(([method, { responses = {} }]) => {
      const good = Object.keys(responses).filter((status) => status.startsWith('2'));
      return good.includes('204') && good.length > 1 ? [`${method.toUpperCase()} ${address}`] : [];
    }),
  );
  return `${banner}export const ANSWERS: Readonly<Record<string, readonly string[] | null>> = { ${entries.join(', ')} };

/** Operations that may answer 204 instead. */
export const MAYBE_EMPTY: ReadonlySet<string> = new Set(${JSON.stringify(both)});`;
}

/** By name, so that the order does not follow from which file mentions a component first. */
function sortComponents({ components, ...rest }) {
  const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...rest, components: Object.fromEntries(Object.entries(sorted(components)).map(([kind, of]) => [kind, sorted(of)])) };
}
