import sharp from 'sharp';

/** Pictures and their views, as they are laid out a picture a row. */
export interface ViewSheet {
  /** float32 [N, size, size, 3] in 0..255 */
  readonly originals: Float32Array;
  /** float32 [V·N, size, size, 3], view-major */
  readonly augmented: Float32Array;
  /** N */
  readonly rows: number;
  readonly size: number;
  /** Lines above the pictures. */
  readonly caption: readonly string[];
}

/** Tiles are enlarged by a whole factor to at least this, so that single pixels can be seen. */
const LEAST_TILE = 96;
const MARGIN = 16;
const GAP = 4;
/** Between the original and its views. */
const WIDE_GAP = 12;
const LINE = 20;

/** One PNG: a picture a row, as it is first, then its views. */
export async function drawViewSheet({ originals, augmented, rows, size, caption }: ViewSheet): Promise<Buffer> {
  const views = augmented.length / originals.length;
  const tile = size * Math.max(1, Math.ceil(LEAST_TILE / size));
  const left = (column: number): number => MARGIN + column * (tile + GAP) + (column > 0 ? WIDE_GAP - GAP : 0);
  const headline = MARGIN + caption.length * LINE;
  const top = (row: number): number => headline + LINE + 4 + row * (tile + GAP);
  const width = Math.max(left(views) + tile + MARGIN, 640);
  const height = top(rows - 1) + tile + MARGIN;
  const length = size * size * 3;
  const pictures = Array.from({ length: rows * (views + 1) }, async (_, at) => {
    const [row, column] = [at % rows, Math.floor(at / rows)];
    const source = column === 0 ? originals : augmented;
    const begin = (column === 0 ? row : (column - 1) * rows + row) * length;
    const pixels = Uint8ClampedArray.from(source.subarray(begin, begin + length));
    const input = await sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
      .resize(tile, tile, { kernel: 'nearest' })
      .png()
      .toBuffer();
    return { input, left: left(column), top: top(row) };
  });
  const words = [
    ...caption.map((text, line) => ({ text, x: MARGIN, y: MARGIN + line * LINE + 14, weight: line === 0 ? 600 : 400 })),
    ...Array.from({ length: views + 1 }, (_, column) => ({
      text: column === 0 ? 'original' : `view ${column}`,
      x: left(column),
      y: headline + 16,
      weight: 400,
    })),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#ffffff"/><g font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="13" fill="#1f2933">${words
    .map(({ text, x, y, weight }) => `<text x="${x}" y="${y}" font-weight="${weight}">${escapeXml(text)}</text>`)
    .join('')}</g></svg>`;
  return sharp(Buffer.from(svg))
    .composite(await Promise.all(pictures))
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer();
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
