import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBreakingChanges } from './find-breaking-changes.mjs';

/** @typedef {import('./compare-schemas.mjs').Part} Part */

/** A small API. @param {object} [change] of its one operation @param {object} [schemas] */
const api = (change = {}, schemas = {}) => ({
  paths: {
    '/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^a' } }],
      post: {
        operationId: 'addThing',
        'x-supcon-role': 'writer',
        parameters: [{ name: 'k', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 10 } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/New' } } } },
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } }, 404: {} },
        ...change,
      },
    },
  },
  components: {
    schemas: {
      New: {
        type: 'object',
        required: ['label'],
        additionalProperties: false,
        properties: { label: { type: 'string' }, kind: { enum: ['a', 'b'] }, of: { $ref: '#/components/schemas/New' } },
      },
      Thing: {
        type: 'object',
        required: ['id', 'parts'],
        properties: { id: { type: 'string' }, parts: { type: 'array', items: { type: 'number' } }, note: { type: 'string' } },
      },
      ...schemas,
    },
  },
});
const [NEW, THING] = [api().components.schemas.New, api().components.schemas.Thing];
/** @param {object} schema @returns {object} */
const answering = (schema) => api({}, { Thing: schema });
/** @param {object} schema @returns {object} */
const asking = (schema) => api({}, { New: schema });
/** @param {object} now */
const changes = (now) => findBreakingChanges(api(), /** @type {Part} */ (now)).map((change) => change.replace('POST /things/{id}: ', ''));

describe('nothing breaks', () => {
  it.each([
    ['the same', api()],
    [
      'another operation, parameter and answer',
      api({
        parameters: [...api().paths['/things/{id}'].post.parameters, { name: 'new', in: 'query', schema: {} }],
        responses: { ...api().paths['/things/{id}'].post.responses, 409: {}, 201: {} },
      }),
    ],
    ['a lower role', api({ 'x-supcon-role': 'reader' })],
    ['a member more, in both directions', { ...asking({ ...NEW, properties: { ...NEW.properties, more: {} } }), ...{} }],
    ['an answer that says more', answering({ ...THING, required: ['id', 'parts', 'note'], properties: { ...THING.properties, more: {} } })],
    ['a choice more', asking({ ...NEW, properties: { ...NEW.properties, kind: { enum: ['a', 'b', 'c'] } } })],
    ['wider bounds', api({ parameters: [{ name: 'k', in: 'query', schema: { type: 'number', minimum: 0, maximum: 20 } }] })],
    [
      'whole numbers in an answer',
      answering({ ...THING, properties: { ...THING.properties, parts: { type: 'array', items: { type: 'integer' } } } }),
    ],
  ])('by %s', (_, now) => {
    expect(changes(now)).toEqual([]);
  });
});

describe('it breaks', () => {
  const { post } = api().paths['/things/{id}'];
  it.each([
    [{ paths: {} }, 'is gone'],
    [api({ operationId: 'putThing' }), 'its operationId was addThing and is putThing'],
    [api({ 'x-supcon-role': 'admin' }), 'now needs the role admin'],
    [api({ parameters: [] }), 'query k is gone'],
    [api({ parameters: [{ ...post.parameters[0], required: true }] }), 'query k is needed now'],
    [api({ parameters: [...post.parameters, { name: 'q', in: 'header', required: true, schema: {} }] }), 'header q is needed now'],
    [
      api({ parameters: [{ name: 'k', in: 'query', schema: { type: 'integer', minimum: 2, maximum: 10 } }] }),
      'minimum of query k was 1 and is 2',
    ],
    [api({ parameters: [{ name: 'k', in: 'query', schema: { type: 'string' } }] }), 'query k was integer and is string'],
    [api({ requestBody: undefined }), 'its body is gone'],
    [api({ requestBody: { ...post.requestBody, required: true } }), 'a body is needed now'],
    [api({ requestBody: { content: {} } }), 'its body is no application/json any more'],
    [api({ responses: { 201: post.responses[200] } }), 'does not answer 200 any more'],
    [asking({ ...NEW, required: ['label', 'kind'] }), "'kind' of its body (application/json) is needed now"],
    [
      asking({ ...NEW, properties: { label: NEW.properties.label, of: NEW.properties.of } }),
      "'kind' of its body (application/json) is gone",
    ],
    [
      asking({ ...NEW, properties: { ...NEW.properties, kind: { enum: ['a'] } } }),
      `'kind' of its body (application/json) may not be "b" any more`,
    ],
    [
      asking({ ...NEW, properties: { ...NEW.properties, label: { type: 'string', pattern: '^x' } } }),
      "the pattern of 'label' of its body (application/json) has changed",
    ],
    [answering({ ...THING, required: ['id'] }), "'parts' of its answer 200 (application/json) may be missing now"],
    [
      answering({ ...THING, properties: { id: THING.properties.id, parts: THING.properties.parts } }),
      "'note' of its answer 200 (application/json) is gone",
    ],
    [
      answering({ ...THING, properties: { ...THING.properties, id: { type: ['string', 'null'] } } }),
      "'id' of its answer 200 (application/json) was string and is string or null",
    ],
    [
      answering({ ...THING, properties: { ...THING.properties, parts: { type: 'array', items: { type: 'string' } } } }),
      "an element of 'parts' of its answer 200 (application/json) was number and is string",
    ],
  ])('%#: %s', (now, words) => {
    expect(changes(now)).toContain(words);
  });
});

it('finds in the real description what is taken away, and nothing where nothing is', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../packages/sdk/openapi.json'), 'utf8');
  /** @type {unknown} */
  const parsed = JSON.parse(text);
  const real = /** @type {Part} */ (parsed);
  expect(findBreakingChanges(real, real)).toEqual([]);
  /** @type {unknown} */
  const renamed = JSON.parse(text.replaceAll('"predictions"', '"guesses"'));
  expect(findBreakingChanges(real, /** @type {Part} */ (renamed)).join('\n')).toMatch(
    /POST \/v1\/classify: 'predictions' of its answer 200 \(application\/json\) is gone/,
  );
});
