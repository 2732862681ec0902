import { depthOf, type Tile } from './tiled-product.js';

/** Workgroups that keep a large GPU busy; below it a product takes smaller tiles and splits its reduction. */
const ENOUGH_WORKGROUPS = 256;
/** Shortest part of a reduction worth a workgroup of its own. */
const SHORTEST_PART = 256;

const tilesOf = (m: number, n: number, tile: Tile): number => Math.ceil(m / tile) * Math.ceil(n / tile);

/** Side of the tile of C that a workgroup computes: 64 where there are enough of them to keep the GPU busy, else 32. @param parts how
 * many products of this size there are. Default 1. */
export function chooseTile(m: number, n: number, parts = 1): Tile {
  return Math.min(m, n) > 32 && tilesOf(m, n, 64) * parts >= ENOUGH_WORKGROUPS / 2 ? 64 : 32;
}

/** How a product of few outputs and a long reduction is spread over the GPU: `parts` sums of `chunk` terms each, added afterwards. */
export function splitReduction(
  m: number,
  n: number,
  reduction: number,
): { readonly tile: Tile; readonly parts: number; readonly chunk: number } {
  const tile = Math.min(m, n) > 32 ? 64 : 32;
  const wanted = Math.min(Math.ceil(ENOUGH_WORKGROUPS / tilesOf(m, n, tile)), Math.ceil(reduction / SHORTEST_PART));
  const depth = depthOf(tile);
  const chunk = Math.max(Math.ceil(reduction / Math.max(wanted, 1) / depth) * depth, depth);
  return { tile, parts: Math.max(Math.ceil(reduction / chunk), 1), chunk };
}

/** Workgroups of a product in two dimensions, neither above what WebGPU allows. */
export function dispatchOf(m: number, n: number, parts: number, tile: Tile, most: number): [number, number, number] {
  const all = tilesOf(m, n, tile) * parts;
  const columns = Math.min(all, most);
  return [columns, Math.ceil(all / columns), 1];
}
