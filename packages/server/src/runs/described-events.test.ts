import { RUN_STATES, runEventSchema } from '@supcon/core/run/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readDescription } from '../app/read-description.js';

type Schema = Readonly<Record<string, unknown>>;

const { components } = (await readDescription()) as { components: { schemas: Record<string, Schema & { $ref?: string }> } };
const described = components.schemas;

/** What both ways of writing a schema can say; a bound of JavaScript's integers is no bound of ours. */
function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence);
  if (typeof value !== 'object' || value === null) return value;
  const { additionalProperties, propertyNames: _names, pattern: _pattern, $schema: _dialect, minimum, maximum, ...rest } = value as Schema;
  const isBound = (bound: unknown): boolean => typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const open = additionalProperties === undefined || additionalProperties === false || additionalProperties === true;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, own]) => [name, essence(own)])),
    ...(open || Object.keys(additionalProperties as Schema).length === 0 ? {} : { additionalProperties: essence(additionalProperties) }),
    ...(isBound(minimum) ? { minimum } : {}),
    ...(isBound(maximum) ? { maximum } : {}),
  };
}

describe('the events of a run in openapi.yaml', () => {
  const events = z.toJSONSchema(runEventSchema)['oneOf'] as { properties: { type: { const: string } } }[];
  const { oneOf, discriminator } = described['RunEvent'] as unknown as {
    oneOf: { $ref: string }[];
    discriminator: { mapping: Record<string, string> };
  };

  it('are those of @supcon/core/run, each under its type', () => {
    expect(Object.keys(discriminator.mapping)).toEqual(events.map(({ properties }) => properties.type.const));
    expect(Object.values(discriminator.mapping)).toEqual(oneOf.map(({ $ref }) => $ref));
  });

  it.each(events.map((event) => [event.properties.type.const, event] as const))('%s has the same fields', (type, event) => {
    const name = discriminator.mapping[type]!.split('/').at(-1)!;
    expect(essence(described[name])).toEqual(essence(event));
  });

  it('come with the states of @supcon/core/run', () => {
    expect(described['RunStatus']!['enum']).toEqual(RUN_STATES);
  });
});
