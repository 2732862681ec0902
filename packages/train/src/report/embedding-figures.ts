import { createRng, normaliseRows, principalComponents, tsne } from '@supcon/core';
import { embeddingChart } from './embedding-chart.js';
import type { Figure } from './figure.js';
import type { Looked } from './inspect-run.js';

/** More points than this are a blot, and t-SNE's time grows with their square. */
const MOST_POINTS = 1500;

/** Whose embeddings are drawn, and how files and titles are called. */
export interface EmbeddingFigureOptions {
  readonly labels: readonly string[];
  readonly seed: number;
  /** Stands before the titles and in the file names, where several runs are shown. */
  readonly run?: string;
  readonly prefix?: string;
}

/** PCA and t-SNE of test pictures, of the encoder and of the projection head. */
export function embeddingFigures(test: Looked, options: EmbeddingFigureOptions): Figure[] {
  const { labels, seed, run, prefix = '' } = options;
  const chosen = chooseRows(test.labels.length, seed);
  const classes = chosen.map((row) => test.labels[row]!);
  const kinds = [
    { kind: 'encoder', what: 'encoder', rows: test.embeddings },
    { kind: 'projection', what: 'projection head', rows: test.projections },
  ];
  return kinds.flatMap(({ kind, what, rows }) => {
    if (!rows || chosen.length < 4) return [];
    const width = rows.length / test.labels.length;
    const picked = Float32Array.from(
      { length: chosen.length * width },
      (_, at) => rows[chosen[Math.floor(at / width)]! * width + (at % width)]!,
    );
    const { unit } = normaliseRows(picked, width);
    const { projected, shares } = principalComponents(unit, chosen.length, 2);
    const percent = (share: number): string => `${(100 * share).toFixed(0)} % of the variance`;
    const map = tsne(unit, chosen.length, { seed });
    const count = `${chosen.length} test pictures at length 1`;
    const named = (method: string): string => `${method} of the ${what}${run === undefined ? '' : `: ${run}`}`;
    return [
      {
        name: `${prefix}pca-${kind}`,
        caption: `The two directions in which the ${width} numbers of the ${what} vary most.`,
        drawing: {
          svg: embeddingChart({
            title: named('PCA'),
            subtitle: count,
            labels,
            classes,
            points: projected,
            axes: [`component 1, ${percent(shares[0]!)}`, `component 2, ${percent(shares[1]!)}`],
          }),
        },
      },
      {
        name: `${prefix}tsne-${kind}`,
        caption: `Neighbourhoods are what t-SNE keeps. Distances between clusters and their sizes mean nothing. Divergence ${map.divergence.toFixed(2)} nats.`,
        drawing: {
          svg: embeddingChart({
            title: named('t-SNE'),
            subtitle: `${count}; perplexity ${Math.round(map.perplexity)}, seed ${seed}`,
            labels,
            classes,
            points: map.points,
          }),
        },
      },
    ];
  });
}

function chooseRows(rows: number, seed: number): number[] {
  const all = Array.from({ length: rows }, (_, row) => row);
  if (rows <= MOST_POINTS) return all;
  return createRng(seed, 'embedding-figures')
    .shuffle(all)
    .slice(0, MOST_POINTS)
    .sort((a, b) => a - b);
}
