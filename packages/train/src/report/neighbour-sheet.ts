import sharp from 'sharp';
import { RIGHT, WRONG } from './palette.js';
import { FAINT_INK, FONTS, INK } from './render-chart.js';

/** A decoded picture. */
export interface Tile {
  /** uint8 [side, side, 3] */
  readonly pixels: Uint8Array;
  readonly side: number;
  readonly label: string;
  /** A second line below the label. */
  readonly note?: string;
}

/** A picture and what is nearest to it. */
export interface NeighbourRow {
  readonly query: Tile;
  /** Nearest first; framed as right where the label is the query's. */
  readonly neighbours: readonly Tile[];
}

/** Pixels. */
const TILE = 112;
const GAP = 14;
const CAPTION = 38;
const FRAME = 4;
const LEFT = 20;
const TOP = 84;
/** Between the query and its neighbours. */
const ASIDE = 26;

/** A sheet of pictures with their nearest neighbours: one query a row, blue frame and tick for a neighbour of the same class, orange frame and
 * cross for another. @returns PNG bytes. */
export async function neighbourSheet(rows: readonly NeighbourRow[], title: string, subtitle: string): Promise<Uint8Array> {
  const most = Math.max(1, ...rows.map(({ neighbours }) => neighbours.length));
  const width = LEFT * 2 + TILE + ASIDE + most * (TILE + GAP);
  const height = TOP + rows.length * (TILE + CAPTION + GAP) + 6;
  const x = (column: number): number => LEFT + column * (TILE + GAP) + (column === 0 ? 0 : ASIDE - GAP);
  const y = (row: number): number => TOP + row * (TILE + CAPTION + GAP);
  const tiles = rows.flatMap(({ query, neighbours }, row) =>
    [query, ...neighbours].map((tile, column) => ({
      tile,
      left: x(column),
      top: y(row),
      right: column === 0 ? undefined : tile.label === query.label,
    })),
  );
  const drawn = tiles.map(({ tile, left, top, right }) => {
    const colour = right === undefined ? INK : right ? RIGHT : WRONG;
    const frame = `<rect x="${left - FRAME / 2}" y="${top - FRAME / 2}" width="${TILE + FRAME}" height="${TILE + FRAME}" fill="none" stroke="${colour}" stroke-width="${FRAME}"/>`;
    const text = (line: string, dy: number, style: string): string =>
      `<text x="${left}" y="${top + TILE + dy}" ${style}>${escapeText(shorten(line))}</text>`;
    const label = text(tile.label, 18, `font-size="13" fill="${INK}"${right === undefined ? ' font-weight="bold"' : ''}`);
    const note = tile.note === undefined ? '' : text(tile.note, 33, `font-size="11" fill="${FAINT_INK}"`);
    return `${frame}${right === undefined ? '' : mark(left + TILE - 22, top + 2, right)}${label}${note}`;
  });
  const svg = (content: string): Buffer =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FONTS}">${content}</svg>`);
  const heading = `<text x="${LEFT}" y="30" font-size="17" font-weight="bold" fill="${INK}">${escapeText(title)}</text><text x="${LEFT}" y="52" font-size="12.5" fill="${FAINT_INK}">${escapeText(subtitle)}</text>`;
  const pictures = await Promise.all(
    tiles.map(async ({ tile, left, top }) => ({
      input: await sharp(tile.pixels, { raw: { width: tile.side, height: tile.side, channels: 3 } })
        .resize(TILE, TILE)
        .png()
        .toBuffer(),
      left,
      top,
    })),
  );
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([...pictures, { input: svg(heading + drawn.join('')), left: 0, top: 0 }])
    .removeAlpha()
    .png()
    .toBuffer();
}

/** A tick or a cross on its colour, 20 x 20 at x, y. */
function mark(x: number, y: number, right: boolean): string {
  const path = right ? 'M5 11 l4 4 l7 -9' : 'M5 5 l10 10 M15 5 l-10 10';
  return `<g transform="translate(${x} ${y})"><rect width="20" height="20" fill="${right ? RIGHT : WRONG}"/><path d="${path}" fill="none" stroke="#ffffff" stroke-width="2.6" stroke-linecap="round"/></g>`;
}

/** What fits below a tile. */
function shorten(text: string): string {
  return text.length > 16 ? `${text.slice(0, 15)}…` : text;
}

function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
