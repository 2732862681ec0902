import sharp from 'sharp';
import { RIGHT, WRONG } from './palette.js';
import { FAINT_INK, FONTS, INK } from './render-chart.js';
import { linesOf, textWidth } from './text-width.js';

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
const LABEL = { fontSize: 13, line: 16 } as const;
const NOTE = { fontSize: 11, line: 14 } as const;
const TITLE = { fontSize: 17, subtitle: 12.5 } as const;
const FRAME = 4;
const LEFT = 20;
const TOP = 84;
/** Between the query and its neighbours. */
const ASIDE = 26;

/** A sheet of pictures with their nearest neighbours: one query a row, blue frame and tick for a neighbour of the same class, orange frame and
 * cross for another. @returns PNG bytes. */
export async function neighbourSheet(rows: readonly NeighbourRow[], title: string, subtitle: string): Promise<Uint8Array> {
  const most = Math.max(1, ...rows.map(({ neighbours }) => neighbours.length));
  const across = LEFT * 2 + TILE + ASIDE + most * (TILE + GAP);
  const width = Math.max(across, 2 * LEFT + textWidth(title, TITLE.fontSize), 2 * LEFT + textWidth(subtitle, TITLE.subtitle));
  // A row is as high as its longest caption needs.
  const heights = rows.map(({ query, neighbours }) => TILE + Math.max(...[query, ...neighbours].map(captionHeight)) + GAP);
  const tops = heights.map((_, row) => heights.slice(0, row).reduce((sum, own) => sum + own, TOP));
  const height = heights.reduce((sum, own) => sum + own, TOP) + 6;
  const x = (column: number): number => LEFT + column * (TILE + GAP) + (column === 0 ? 0 : ASIDE - GAP);
  const tiles = rows.flatMap(({ query, neighbours }, row) =>
    [query, ...neighbours].map((tile, column) => ({
      tile,
      left: x(column),
      top: tops[row]!,
      right: column === 0 ? undefined : tile.label === query.label,
    })),
  );
  const drawn = tiles.map(({ tile, left, top, right }) => {
    const colour = right === undefined ? INK : right ? RIGHT : WRONG;
    const frame = `<rect x="${left - FRAME / 2}" y="${top - FRAME / 2}" width="${TILE + FRAME}" height="${TILE + FRAME}" fill="none" stroke="${colour}" stroke-width="${FRAME}"/>`;
    const text = (line: string, y: number, style: string): string => `<text x="${left}" y="${y}" ${style}>${escapeText(line)}</text>`;
    const lines = captionLines(tile);
    const below = top + TILE + 2;
    const bold = right === undefined ? ' font-weight="bold"' : '';
    const label = lines
      .map((line, at) => text(line, below + (at + 1) * LABEL.line, `font-size="${LABEL.fontSize}" fill="${INK}"${bold}`))
      .join('');
    const noteAt = below + lines.length * LABEL.line + NOTE.line;
    const note = tile.note === undefined ? '' : text(tile.note, noteAt, `font-size="${NOTE.fontSize}" fill="${FAINT_INK}"`);
    return `${frame}${right === undefined ? '' : mark(left + TILE - 22, top + 2, right)}${label}${note}`;
  });
  const svg = (content: string): Buffer =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FONTS}">${content}</svg>`);
  const heading = `<text x="${LEFT}" y="30" font-size="${TITLE.fontSize}" font-weight="bold" fill="${INK}">${escapeText(title)}</text><text x="${LEFT}" y="52" font-size="${TITLE.subtitle}" fill="${FAINT_INK}">${escapeText(subtitle)}</text>`;
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

/** The label below a tile, whole: in as many lines as it needs. */
function captionLines({ label }: Tile): readonly string[] {
  return linesOf(label, LABEL.fontSize, TILE);
}

function captionHeight(tile: Tile): number {
  return captionLines(tile).length * LABEL.line + NOTE.line + 8;
}

function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
