import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { alarmRate, expectedAlarmRate, falseAlarmThreshold } from './false-alarm-threshold.js';

it('lets no more than the wished share of known rows through, and as many as it may', () => {
  const known = Float64Array.from(normals(1, 200));
  for (const rate of [0, 0.01, 0.05, 0.1, 0.5]) {
    expect(alarmRate(known, falseAlarmThreshold(known, rate))).toBe(rate);
  }
  expect(alarmRate(known.subarray(0, 30), falseAlarmThreshold(known.subarray(0, 30)))).toBe(1 / 30);
});

it('expects as many alarms of pictures to come as there are, over many thresholds', () => {
  for (const [known, rate] of [
    [20, 0.05],
    [50, 0.05],
    [99, 0.1],
  ] as const) {
    const scores = Float64Array.from(normals(known, 4000 * (known + 1)));
    let alarms = 0;
    for (let round = 0; round < 4000; round++) {
      const own = scores.subarray(round * (known + 1), (round + 1) * (known + 1));
      if (own[known]! > falseAlarmThreshold(own.subarray(0, known), rate)) alarms++;
    }
    expect(Math.abs(alarms / 4000 - expectedAlarmRate(known, rate))).toBeLessThan(0.015);
  }
});

it('raises no alarm among equal scores, or with a single one', () => {
  expect(falseAlarmThreshold(Float64Array.of(2, 2, 2, 2), 0.5)).toBe(2);
  expect(alarmRate(Float64Array.of(2, 2), 2)).toBe(0);
  expect(falseAlarmThreshold(Float64Array.of(7))).toBe(7);
});

it('refuses nothing, NaN and rates of 1', () => {
  const code = expect.objectContaining({ code: 'BAD_SHAPE' }) as Error;
  expect(() => falseAlarmThreshold(new Float64Array(0))).toThrow(code);
  expect(() => falseAlarmThreshold(Float64Array.of(Number.NaN))).toThrow(code);
  expect(() => falseAlarmThreshold(Float64Array.of(1), 1)).toThrow(code);
});
