import { describe, expect, it } from 'vitest';
import { confusionChart } from './confusion-chart.js';

describe('confusionChart', () => {
  it('writes the counts and shades by the share of the row', () => {
    const svg = confusionChart(Int32Array.of(9, 1, 0, 700), ['cat', 'dog'], 'Test');
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
    expect(texts).toEqual(expect.arrayContaining(['9', '1', '700', 'cat', 'dog', 'truth', 'answer']));
    // An empty cell says nothing.
    expect(texts).not.toContain('0');
    const cells = [...svg.matchAll(/<path d="M[^"]+Z"[^>]*fill="(#[0-9a-f]{6}|rgb\([^)]+\))"[^>]*stroke="#d4dae0"/g)].map(
      (match) => match[1]!,
    );
    expect(cells).toHaveLength(4);
    const [right, wrong, none, all] = cells;
    expect(none).toMatch(/#ffffff|rgb\(255,255,255\)/);
    expect(all).toMatch(/#00436b|rgb\(0,67,107\)/);
    expect(new Set([right, wrong, none, all]).size).toBe(4);
  });

  it('takes many classes and a class without pictures', () => {
    const labels = Array.from({ length: 40 }, (_, at) => `class number ${at}`);
    expect(confusionChart(new Int32Array(1600), labels, 'Test')).not.toContain('NaN');
  });

  it('shows labels of every script whole, long ones in lines', () => {
    const labels = [
      'подсолнух',
      'подснежник',
      '子猫の写真アルバム',
      'صور القطط الجميلة',
      '👩‍👩‍👧 family',
      'ice cream with chocolate sauce and strawberries on top of it',
    ];
    const svg = confusionChart(new Int32Array(labels.length ** 2), labels, 'Test');
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);
    for (const label of labels.slice(0, -1)) expect(texts.filter((text) => text === label)).toHaveLength(2);
    expect(texts.join(' ').replaceAll('  ', ' ')).toContain(labels.at(-1));
    expect(svg).not.toMatch(/\u2026|\.\.\.</);
  });
});
