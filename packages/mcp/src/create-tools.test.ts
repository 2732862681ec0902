import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { createTools } from './create-tools.js';
import { operationsOf, type Description } from './description.js';
import { LEFT_OUT } from './left-out.js';

const description = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@supcon/sdk/openapi.json'), 'utf8')) as Description;
const all = createTools(description, true);
const named = (name: string) => all.find((tool) => tool.name === name)!;

it('offers every operation of the API but those that are left out for a reason', () => {
  const operations = operationsOf(description).map(({ operationId }) => operationId);
  expect([...all.map(({ name }) => name), ...Object.keys(LEFT_OUT)].sort()).toEqual([...operations].sort());
  expect(Object.values(LEFT_OUT).every((reason) => reason.length > 5)).toBe(true);
});

it('offers what changes nothing, unless writing is allowed', () => {
  const reading = createTools(description, false).map(({ name }) => name);
  expect(reading).toEqual(expect.arrayContaining(['classify', 'search', 'listCollections', 'getRun', 'getJob', 'getThumbnail']));
  const writing = all.map(({ name }) => name).filter((name) => !reading.includes(name));
  expect(writing).toEqual(
    expect.arrayContaining(['addItem', 'patchItem', 'deleteItem', 'deleteCollection', 'recordFeedback', 'startRun', 'setAlias']),
  );
  // By another way to tell: what the API gives to readers, and addresses that are only looked at.
  for (const { operation, annotations } of all)
    expect([operation.operationId, annotations.readOnlyHint]).toEqual([
      operation.operationId,
      operation.method === 'get' || operation['x-supcon-role'] === 'reader',
    ]);
  expect(all.filter(({ operation }) => operation.method === 'delete').every(({ annotations }) => annotations.destructiveHint)).toBe(true);
});

it('takes names, words and schemas from the description', () => {
  const { title, description: says, shape } = named('classify');
  expect(title).toBe('What is this?');
  expect(says).toContain('most probable classes of one picture');
  expect(shape.inputSchema).toMatchObject({
    required: ['picture'],
    additionalProperties: false,
    properties: { topK: { type: 'integer', minimum: 1, maximum: 1000 }, collection: { $ref: '#/$defs/CollectionName' } },
    $defs: { CollectionName: { pattern: expect.any(String) } },
  });
  expect(shape.inputSchema.properties).not.toHaveProperty('count');
  expect(named('search').shape).toMatchObject({ body: 'form', field: 'search' });
  expect(named('addItem').shape.inputSchema.properties).toMatchObject({ metadata: { $ref: '#/$defs/Metadata' }, picture: {}, label: {} });
  expect(named('getDriftExample').shape.inputSchema).toMatchObject({ required: ['example'], properties: { example: {} } });
  expect(JSON.stringify(named('recordFeedback').shape.inputSchema)).toContain('"path"');
});

it.each(all)('describes the arguments of $name by a schema that refers to nothing outside of itself', ({ name, shape, operation }) => {
  expect(name).toMatch(/^[A-Za-z]{1,64}$/);
  const text = JSON.stringify(shape.inputSchema);
  const defs = Object.keys((shape.inputSchema['$defs'] ?? {}) as object);
  for (const [, target] of text.matchAll(/"\$ref":"([^"]+)"/g)) expect(defs.map((def) => `#/$defs/${def}`)).toContain(target);
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  expect(shape.inputSchema.required ?? []).toEqual(expect.arrayContaining(inPath));
});
