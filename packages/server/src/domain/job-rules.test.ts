import { expect, it } from 'vitest';
import { leaseEnd, newJob, numberOfCursor, requireInstant, requireJson, shortError } from './job-rules.js';

const NOW = '2026-02-28T23:59:59.500Z';

it('takes times that compare as text, and no others', () => {
  expect(requireInstant(NOW)).toBe(NOW);
  for (const time of ['', '2026-02-28', '2026-02-28T23:59:59Z', '2026-02-28T23:59:59.500+01:00', '2026-02-28T25:59:59.500Z', ` ${NOW}`])
    expect(() => requireInstant(time)).toThrow('is no time; expected ISO 8601');
});

it('ends a lease so many milliseconds later, over the end of a month too', () => {
  expect(leaseEnd(NOW, 1500)).toBe('2026-03-01T00:00:01.000Z');
  expect(() => leaseEnd(NOW, 86_400_001)).toThrow('86400001');
});

it('keeps of a value what JSON keeps, up to 64 KiB in bytes', () => {
  expect(requireJson('payload', { a: [1, undefined as unknown as null], b: undefined as unknown as null })).toEqual({ a: [1, null] });
  expect(requireJson('payload', 'x'.repeat(65_534))).toHaveLength(65_534);
  expect(() => requireJson('payload', 'ü'.repeat(32_768))).toThrow('payload: 65538 bytes');
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect(() => requireJson('payload', circle as never)).toThrow('cannot be written as JSON');
});

it('names what was received when it refuses a job', () => {
  expect(() => newJob({ kind: 'No Kind', payload: null }, NOW)).toThrow("'No Kind'");
  expect(() => newJob({ kind: 'a', payload: null, maxAttempts: 1000 }, NOW)).toThrow('got 1000');
});

it('cuts a long error and says that it did', () => {
  expect(shortError({ code: 'c'.repeat(100), message: 'm'.repeat(1001) })).toEqual({
    code: 'c'.repeat(64),
    message: `${'m'.repeat(997)}...`,
  });
});

it('begins a list at the newest, and goes on where a page ended', () => {
  expect([numberOfCursor(undefined), numberOfCursor('17')]).toEqual([Infinity, 17]);
  expect(() => numberOfCursor('17.5')).toThrow("'17.5' is no cursor");
});
