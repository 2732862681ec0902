import { join } from 'node:path';
import { createRng, normaliseRows } from '@supcon/core';
import { decodeImage } from '@supcon/core/image';
import { maxPixels } from '../max-pixels.js';
import type { Figure } from './figure.js';
import type { RunInspection } from './inspect-run.js';
import { neighbourSheet, type NeighbourRow, type Tile } from './neighbour-sheet.js';

/** Rows of a sheet, at most. */
const MOST_QUERIES = 8;
const NEIGHBOURS_SHOWN = 7;
const TILE_PIXELS = 224;

/** One test picture of each class, drawn by the seed and not by how well it goes, with its nearest training and validation pictures. */
export async function neighbourFigure(inspection: RunInspection, seed: number, run?: string, prefix = ''): Promise<Figure> {
  const { gallery, test, labels, root } = inspection;
  const tile = async (path: string, label: number, note?: string): Promise<Tile> => ({
    pixels: await decodeImage(join(root, path), { size: TILE_PIXELS, maxPixels: maxPixels() }),
    side: TILE_PIXELS,
    label: labels[label]!,
    ...(note === undefined ? {} : { note }),
  });
  const width = test.embeddings.length / test.labels.length;
  const [asked, stored] = [normaliseRows(test.embeddings, width).unit, normaliseRows(gallery.embeddings, width).unit];
  const queries = drawQueries(test.labels, labels.length, seed);
  const rows = await Promise.all(
    queries.map(async (query): Promise<NeighbourRow> => {
      const near = nearest(asked.subarray(query * width, (query + 1) * width), stored, NEIGHBOURS_SHOWN);
      return {
        query: await tile(test.paths[query]!, test.labels[query]!, 'test picture'),
        neighbours: await Promise.all(
          near.map(({ row, similarity }) => tile(gallery.paths[row]!, gallery.labels[row]!, similarity.toFixed(3))),
        ),
      };
    }),
  );
  const shown = rows.flatMap(({ query, neighbours }) => neighbours.map(({ label }) => label === query.label));
  const hits = shown.filter(Boolean).length;
  const title = `Nearest neighbours${run === undefined ? '' : `: ${run}`}`;
  return {
    name: `${prefix}neighbours`,
    caption: `${hits} of ${shown.length} shown neighbours are of the test picture's class. Cosine similarity of encoder embeddings below each.`,
    drawing: {
      png: await neighbourSheet(
        rows,
        title,
        `Left: test pictures, one of a class, drawn with seed ${seed}. Right: the nearest of ${gallery.paths.length} training and validation pictures.`,
      ),
      alt: `${title}: ${hits} of ${shown.length} of the same class`,
    },
  };
}

/** One row of each class, of classes drawn where there are too many. */
function drawQueries(labels: Int32Array, classes: number, seed: number): number[] {
  const rng = createRng(seed, 'neighbour-queries');
  const rows = Array.from({ length: classes }, (_, label) => {
    const own = [...labels.keys()].filter((row) => labels[row] === label);
    return own.length === 0 ? undefined : own[rng.integer(own.length)]!;
  }).filter((row) => row !== undefined);
  const drawn = rows.length <= MOST_QUERIES ? rows : rng.shuffle(rows).slice(0, MOST_QUERIES);
  return drawn.sort((a, b) => labels[a]! - labels[b]!);
}

/** The rows of largest product with a row, best first. @param row [D]  @param rows [N, D] */
function nearest(row: Float32Array, rows: Float32Array, k: number): { row: number; similarity: number }[] {
  const width = row.length;
  return Array.from({ length: rows.length / width }, (_, other) => {
    let similarity = 0;
    for (let at = 0; at < width; at++) similarity += row[at]! * rows[other * width + at]!;
    return { row: other, similarity };
  })
    .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    .slice(0, k);
}
