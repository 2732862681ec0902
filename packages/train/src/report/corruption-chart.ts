import { lineChart } from './line-chart.js';

/** Accuracy on pictures spoilt in one way. */
export interface CorruptionCurve {
  readonly name: string;
  /** 0..1 at strength 1, 2, ... */
  readonly accuracies: readonly number[];
}

/** Accuracy over the strength of each corruption, from the clean pictures at 0 on. @param clean 0..1 @returns SVG */
export function corruptionChart(curves: readonly CorruptionCurve[], clean: number, title: string): string {
  const lines = curves.map(({ name, accuracies }, index) => ({
    name,
    points: [clean, ...accuracies].map((accuracy, strength) => [strength, accuracy] as const),
    dots: true,
    // The palette's colours come round again: dashed then.
    dashed: index >= 8,
  }));
  return lineChart(lines, {
    title,
    x: 'strength (0: as they are)',
    y: 'accuracy',
    yRange: [0, 1],
    percent: true,
    wholeX: true,
    height: 460,
  });
}
