import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { bitmap } from './bitmap.js';
import { scene } from './scene.js';

/** A file as people have them, or do not want them. */
export interface OddPicture {
  readonly name: string;
  readonly bytes: Buffer;
  /** uint8 [height, width, 3], upright, what a right decoder shows of it up to the loss of its format; undefined where only a clear error, or
   * whatever is left of the picture, is right. */
  readonly shows?: { readonly width: number; readonly height: number; readonly rgb: Uint8Array };
  /** Decibels between what it shows and the file at least: how lossy its format is. */
  readonly least: number;
}

const WIDTH = 60;
const HEIGHT = 48;

type Maker = readonly [name: string, least: number, make: (picture: Sharp) => Promise<Buffer>];

const animated = (picture: Sharp, format: 'gif' | 'webp'): Promise<Buffer> =>
  picture
    .clone()
    .raw()
    .toBuffer()
    .then((frame) => {
      const other = Buffer.from(frame.map((value) => 255 - value));
      const raw = { width: WIDTH, height: 2 * HEIGHT, channels: 3, pageHeight: HEIGHT } as const;
      return sharp(Buffer.concat([frame, other]), { raw })
        .toFormat(format, { lossless: true, delay: [80, 80] })
        .toBuffer();
    });

const asBitmap = (picture: Sharp, bits: 24 | 32): Promise<Buffer> =>
  picture
    .clone()
    .raw()
    .toBuffer()
    .then((rgb) => bitmap(rgb, WIDTH, HEIGHT, { bits }));

/** Every kind of coding that shows the scene in colour. */
const KINDS: readonly Maker[] = [
  ['jpeg', 30, (picture) => picture.jpeg({ quality: 92 }).toBuffer()],
  ['jpeg 4:4:4', 32, (picture) => picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer()],
  ['jpeg progressive', 30, (picture) => picture.jpeg({ quality: 92, progressive: true }).toBuffer()],
  ['jpeg with better tables', 30, (picture) => picture.jpeg({ quality: 92, mozjpeg: true }).toBuffer()],
  ['jpeg sRGB profile', 30, (picture) => picture.withIccProfile('srgb').jpeg({ quality: 92 }).toBuffer()],
  ['jpeg P3 profile', 28, (picture) => picture.withIccProfile('p3').jpeg({ quality: 95 }).toBuffer()],
  ['jpeg CMYK', 16, (picture) => picture.toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()],
  ['png', 38, (picture) => picture.png().toBuffer()],
  ['png interlaced', 38, (picture) => picture.png({ progressive: true }).toBuffer()],
  ['png 16 bit', 38, (picture) => picture.toColourspace('rgb16').png().toBuffer()],
  ['png palette', 24, (picture) => picture.png({ palette: true }).toBuffer()],
  ['png alpha', 38, (picture) => picture.ensureAlpha(1).png().toBuffer()],
  ['png P3 profile', 34, (picture) => picture.withIccProfile('p3').png().toBuffer()],
  ['webp', 26, (picture) => picture.webp({ quality: 95 }).toBuffer()],
  ['webp lossless', 38, (picture) => picture.webp({ lossless: true }).toBuffer()],
  ['webp alpha', 26, (picture) => picture.ensureAlpha(1).webp({ quality: 95 }).toBuffer()],
  ['webp animated', 38, (picture) => animated(picture, 'webp')],
  ['gif', 22, (picture) => picture.gif().toBuffer()],
  ['gif animated', 20, (picture) => animated(picture, 'gif')],
  ['avif', 26, (picture) => picture.avif({ quality: 85 }).toBuffer()],
  ['tiff', 38, (picture) => picture.tiff({ compression: 'none' }).toBuffer()],
  ['tiff lzw', 38, (picture) => picture.tiff({ compression: 'lzw' }).toBuffer()],
  ['tiff jpeg', 26, (picture) => picture.tiff({ compression: 'jpeg', quality: 92 }).toBuffer()],
  ['tiff 16 bit', 38, (picture) => picture.toColourspace('rgb16').tiff({ compression: 'deflate' }).toBuffer()],
  ['bmp', 38, (picture) => asBitmap(picture, 24)],
  ['bmp 32 bit', 38, (picture) => asBitmap(picture, 32)],
];

const GREY: readonly Maker[] = [
  ['jpeg grey', 30, (picture) => picture.jpeg({ quality: 92 }).toBuffer()],
  ['png grey', 38, (picture) => picture.png().toBuffer()],
  ['png grey 16 bit', 38, (picture) => picture.toColourspace('grey16').png().toBuffer()],
  ['tiff grey', 38, (picture) => picture.tiff({ compression: 'deflate' }).toBuffer()],
];

/** Whole pictures of every kind. */
export async function wholePictures(): Promise<OddPicture[]> {
  const colour = await shownOf(scene(WIDTH, HEIGHT));
  const grey = await shownOf(scene(WIDTH, HEIGHT).greyscale());
  return Promise.all([
    ...KINDS.map(async ([name, least, make]) => ({ name, least, bytes: await make(scene(WIDTH, HEIGHT)), shows: colour })),
    ...GREY.map(async ([name, least, make]) => ({ name, least, bytes: await make(scene(WIDTH, HEIGHT).greyscale()), shows: grey })),
  ]);
}

/** The eight orientations of EXIF. */
export async function turnedPictures(): Promise<OddPicture[]> {
  const turns: Promise<OddPicture>[] = [];
  for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const)
    for (let orientation = 1; orientation <= 8; orientation++)
      turns.push(
        scene(WIDTH, HEIGHT)
          .withMetadata({ orientation })
          .toFormat(format, { quality: 95, lossless: true })
          .toBuffer()
          .then(async (bytes) => ({
            name: `${format} orientation ${orientation}`,
            bytes,
            least: 26,
            shows: await turnedScene(orientation),
          })),
      );
  return Promise.all(turns);
}

/** Cut off at each tenth, followed by other bytes, or zeros where the data should be; and a HEIC among them. */
export async function damagedPictures(): Promise<OddPicture[]> {
  const heic: OddPicture = { name: 'heic', bytes: await readFile(new URL('fixtures/quarters.heic', import.meta.url)), least: 0 };
  return [...(await wholePictures()), heic].flatMap(({ name, bytes, shows, least }) => [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth) => ({
      name: `${name} cut at ${tenth}0 %`,
      bytes: bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)),
      least: 0,
    })),
    {
      name: `${name} with a tail`,
      bytes: Buffer.concat([bytes, Buffer.from('a short film, say'.repeat(50))]),
      least,
      ...(shows ? { shows } : {}),
    },
    { name: `${name} with zeros`, bytes: Buffer.concat([bytes.subarray(0, bytes.length >> 1), Buffer.alloc(bytes.length >> 1)]), least: 0 },
  ]);
}

/** Strips, a picture of one pixel, headers that promise more than there is, and what is no picture. */
export async function extremePictures(): Promise<OddPicture[]> {
  const orange = (width: number, height: number): Sharp => sharp({ create: { width, height, channels: 3, background: '#f08000' } });
  const even = (width: number, height: number): NonNullable<OddPicture['shows']> => ({
    ...{ width, height },
    rgb: Uint8Array.from({ length: width * height * 3 }, (_, at) => [0xf0, 0x80, 0][at % 3]!),
  });
  const shapes = [
    [1, 1],
    [1, 40_000],
    [40_000, 1],
    [2, 3],
  ] as const;
  const strips = shapes.flatMap(([width, height]) =>
    (['jpeg', 'png', 'tiff'] as const).map(async (format) => ({
      name: `${format} of ${width} x ${height}`,
      bytes: await orange(width, height).toFormat(format).toBuffer(),
      least: 32,
      shows: even(width, height),
    })),
  );
  const jpeg = await scene(WIDTH, HEIGHT).jpeg().toBuffer();
  const png = await scene(WIDTH, HEIGHT).png().toBuffer();
  const bmp = await asBitmap(scene(WIDTH, HEIGHT), 24);
  const lies = (name: string, file: Buffer, change: (copy: Buffer) => void): OddPicture => {
    const bytes = Buffer.from(file);
    change(bytes);
    return { name, bytes, least: 0 };
  };
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(65_533, 0x41)]);
  return [
    ...(await Promise.all(strips)),
    lies('jpeg that says 65,500 x 65,500', jpeg, (file) => file.writeUInt32BE(0xffdcffdc, frame + 5)),
    lies('jpeg that says 0 rows', jpeg, (file) => file.writeUInt16BE(0, frame + 5)),
    lies('png that says 2 billion columns', png, (file) => file.writeUInt32BE(0x7fffffff, 16)),
    lies('bmp that says 40,000 x 40,000', bmp, (file) => file.fill(Buffer.from([0x40, 0x9c, 0, 0, 0x40, 0x9c, 0, 0]), 18, 26)),
    lies('bmp that says minus 9 columns', bmp, (file) => file.writeInt32LE(-9, 18)),
    lies('bmp whose palette is endless', bmp, (file) => file.writeUInt32LE(0xffffffff, 46)),
    {
      name: 'jpeg behind 2 MB of comments',
      bytes: Buffer.concat([jpeg.subarray(0, 2), ...Array<Buffer>(32).fill(comment), jpeg.subarray(2)]),
      least: 26,
      shows: await shownOf(scene(WIDTH, HEIGHT)),
    },
    ...[
      '',
      'x',
      'BM',
      'GIF89a',
      'II*\0',
      '\xff\xd8\xff',
      '\x89PNG\r\n\x1a\n',
      'RIFF....WEBP',
      '<svg/>',
      '%PDF-1.4',
      '\0\0\0\x18ftypheic',
      '\0\0\0\x18ftypavif',
    ].map((text) => ({
      name: `nothing but ${JSON.stringify(text)}`,
      bytes: Buffer.from(text, 'latin1'),
      least: 0,
    })),
  ];
}

async function shownOf(picture: Sharp): Promise<NonNullable<OddPicture['shows']>> {
  const raw = await picture.raw().toBuffer();
  // Grey has one value a pixel.
  const spread =
    raw.length / (WIDTH * HEIGHT) === 1 ? Uint8Array.from({ length: raw.length * 3 }, (_, at) => raw[Math.floor(at / 3)]!) : raw;
  return { width: WIDTH, height: HEIGHT, rgb: spread };
}

/** By the table of EXIF, written out here once more: what turns the stored picture upright. */
async function turnedScene(orientation: number): Promise<NonNullable<OddPicture['shows']>> {
  const stored = await scene(WIDTH, HEIGHT).raw().toBuffer();
  const [width, height] = orientation > 4 ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT];
  const rgb = new Uint8Array(stored.length);
  for (let row = 0; row < HEIGHT; row++)
    for (let column = 0; column < WIDTH; column++) {
      const [right, bottom] = [WIDTH - 1 - column, HEIGHT - 1 - row];
      const [x, y] = (
        [
          [column, row],
          [right, row],
          [right, bottom],
          [column, bottom],
          [row, column],
          [bottom, column],
          [bottom, right],
          [row, right],
        ] as const
      )[orientation - 1]!;
      for (let channel = 0; channel < 3; channel++) rgb[(y * width + x) * 3 + channel] = stored[(row * WIDTH + column) * 3 + channel]!;
    }
  return { width, height, rgb };
}
