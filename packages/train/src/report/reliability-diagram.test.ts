import { describe, expect, it } from 'vitest';
import { confidenceBins } from '@supcon/core';
import { reliabilityDiagram } from './reliability-diagram.js';

describe('reliabilityDiagram', () => {
  it('names error and pictures, and puts each bin at its confidence and accuracy', () => {
    // Sure of 0.9 and right one time in two; sure of 0.6 and always right.
    const probabilities = Float64Array.of(0.9, 0.1, 0.9, 0.1, 0.6, 0.4, 0.6, 0.4);
    const svg = reliabilityDiagram(confidenceBins(probabilities, Int32Array.of(0, 1, 0, 0), 2, 10), 'Reliability');
    expect(svg).toContain('Expected calibration error 40.0 % over 4 pictures');
    const [x1, y1, x2, y2] = /<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"[^>]*stroke="#0072b2"/.exec(svg)!.slice(1).map(Number) as [number, number, number, number]; // prettier-ignore
    // 0.3 of 360 px to the right, 0.5 of them down.
    expect(x2 - x1).toBeCloseTo(108, 0);
    expect(y2 - y1).toBeCloseTo(180, 0);
  });
});
