import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { form, raw, startTestServer, type TestServer, type EmbeddedNumbers } from '../../test/test-server.js';

type Embedding = EmbeddedNumbers['embedding'];

/** A picture whose halves differ, so that a turned one is another picture. */
async function halves(): Promise<Buffer> {
  const red = await sharp({ create: { width: 64, height: 32, channels: 3, background: '#e02010' } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 64, height: 64, channels: 3, background: '#1030d0' } })
    .composite([{ input: red, left: 0, top: 0 }])
    .png()
    .toBuffer();
}

/** A PNG that says it is huge and is a few kilobytes long: all its rows are black. */
function hugePng(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // 1 bit, grey: a row is a filter byte and side / 8 bytes.
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc(side * (1 + side / 8)), { level: 9 });
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('pictures that are not as they should be', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await server.ask('PUT', '/v1/collections/c');
  });
  afterAll(() => server.close());

  const embed = async (bytes: Uint8Array, type?: string): Promise<Embedding> => {
    const { status, body } = await server.ask('POST', '/v1/embed', raw(bytes, type));
    expect([status, body]).toEqual([200, expect.anything()]);
    return (body as { embedding: Embedding }).embedding;
  };
  const similarity = (a: Embedding, b: Embedding): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

  const refused: readonly (readonly [string, () => Promise<Uint8Array> | Uint8Array, 'BAD_IMAGE' | 'IMAGE_TOO_LARGE'])[] = [
    ['0 bytes', () => Buffer.alloc(0), 'BAD_IMAGE'],
    ['text called picture.jpg', () => Buffer.from('this is no picture\n'.repeat(50)), 'BAD_IMAGE'],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'BAD_IMAGE'],
    ['a JPEG of a third of its bytes', async () => cut(await makePicture(1, 'jpeg', 200), 3), 'BAD_IMAGE'],
    ['a PNG cut in half', async () => cut(await makePicture(1, 'png', 200)), 'BAD_IMAGE'],
    ['a JPEG of its first bytes alone', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'BAD_IMAGE'],
    ['a JPEG header before noise', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(5000, 0x5a)]), 'BAD_IMAGE'],
    ['a PNG of 20,000 x 20,000 pixels', () => hugePng(20_000), 'IMAGE_TOO_LARGE'],
  ];

  it.each(refused)('refuses %s, raw, in a form and as an item, and goes on', async (_what, make, code) => {
    const bytes = await make();
    expect(bytes.length).toBeLessThan(1024 * 1024);
    for (const [address, init] of [
      ['/v1/classify', raw(bytes, 'image/jpeg')],
      ['/v1/embed', form(bytes)],
      ['/v1/collections/c/items', form(bytes, { label: 'x', id: 'bad' })],
      ['/v1/collections/c/search', raw(bytes)],
    ] as const)
      expect(await server.ask('POST', address, init)).toMatchObject({ body: { code } });
    expect((await server.ask('GET', '/v1/collections/c/items/bad')).status).toBe(404);
    expect((await server.ask('GET', '/readyz')).status).toBe(200);
  });

  it('takes the first frame of an animated GIF and WebP', async () => {
    const frames = await Promise.all([1, 2].map((seed) => makePicture(seed, 'png', 64)));
    const first = await embed(frames[0]!);
    const joined = (): Sharp => sharp(frames, { join: { animated: true } });
    const gif = await joined().gif().toBuffer();
    const webp = await joined().webp({ lossless: true }).toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(2);
    expect(similarity(await embed(webp, 'image/webp'), first)).toBeCloseTo(1, 4);
    expect(similarity(await embed(gif, 'image/gif'), first)).toBeGreaterThan(0.99);
    expect(similarity(await embed(frames[1]!), first)).toBeLessThan(0.99);
  });

  it('turns a picture the way its EXIF says', async () => {
    const upright = await halves();
    const turned = await sharp(upright).rotate(90).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    // 8: to be turned by 270 degrees, which makes it upright again.
    const marked = await sharp(turned)
      .keepMetadata()
      .withMetadata({ orientation: 8 })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const reference = await embed(upright);
    const unmarkedSimilarity = similarity(await embed(turned, 'image/jpeg'), reference);
    const markedSimilarity = similarity(await embed(marked, 'image/jpeg'), reference);
    expect(markedSimilarity).toBeGreaterThan(0.999);
    expect(unmarkedSimilarity).toBeLessThan(markedSimilarity);
  });

  it.each([
    ['CMYK', (picture: Sharp) => picture.toColourspace('cmyk').jpeg({ quality: 100 })],
    ['grey', (picture: Sharp) => picture.toColourspace('b-w').png()],
    ['16 bit', (picture: Sharp) => picture.toColourspace('rgb16').png()],
    ['transparent', (picture: Sharp) => picture.ensureAlpha(0.5).png()],
    ['a palette', (picture: Sharp) => picture.png({ palette: true })],
    ['progressive', (picture: Sharp) => picture.jpeg({ progressive: true })],
  ] as const)('takes %s pictures', async (_what, convert) => {
    const bytes = await convert(sharp(await makePicture(3, 'png', 64))).toBuffer();
    expect(Math.hypot(...(await embed(bytes)))).toBeCloseTo(1, 4);
  });

  it('sees the same in a CMYK JPEG as in the RGB picture it was made of', async () => {
    const rgb = await halves();
    const cmyk = await sharp(rgb).toColourspace('cmyk').jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const other = await embed(await makePicture(5, 'png', 64));
    const reference = await embed(rgb);
    expect(similarity(await embed(cmyk, 'image/jpeg'), reference)).toBeGreaterThan(similarity(other, reference));
  });

  it('takes a JPEG whose end is missing, as long as most of it is there', async () => {
    const whole = await makePicture(1, 'jpeg', 200);
    const reference = await embed(whole, 'image/jpeg');
    expect(similarity(await embed(whole.subarray(0, -2), 'image/jpeg'), reference)).toBeGreaterThan(0.999);
    expect(similarity(await embed(whole.subarray(0, Math.floor(whole.length * 0.97)), 'image/jpeg'), reference)).toBeGreaterThan(0.9);
  });

  it('says in every answer what is wrong with a JPEG whose end is missing, and nothing of a whole one', async () => {
    const whole = await makePicture(1, 'jpeg', 200);
    const lost = {
      code: 'PICTURE_CUT_OFF',
      message: expect.stringMatching(/^the end of this JPEG is missing: \d+ % of its rows are lost/) as string,
    };
    const short = whole.subarray(0, Math.floor(whole.length * 0.8));
    for (const [bytes, id, warnings] of [
      [whole, 'whole', []],
      [short, 'short', [lost]],
      [
        whole.subarray(0, -2),
        'end',
        [{ code: 'PICTURE_CUT_OFF', message: 'the end of this JPEG is missing, but all of its rows are there' }],
      ],
    ] as const) {
      for (const [address, init, status] of [
        ['/v1/classify', raw(bytes, 'image/jpeg'), 200],
        ['/v1/classify', form(bytes), 200],
        ['/v1/embed', raw(bytes, 'image/jpeg'), 200],
        ['/v1/collections/c/search', raw(bytes, 'image/jpeg'), 200],
        ['/v1/collections/c/items', form(bytes, { id }), 201],
      ] as const)
        expect([address, await server.ask('POST', address, init)]).toMatchObject([address, { status, body: { warnings } }]);
      expect(await server.ask('POST', '/v1/collections/c/items', form(bytes, { id }))).toMatchObject({
        status: 200,
        body: { warnings: [] },
      });
      expect((await server.ask('GET', `/v1/collections/c/items/${id}`)).body).not.toHaveProperty('warnings');
    }
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ itemId: 'short' }) };
    expect(await server.ask('POST', '/v1/collections/c/search', json)).toMatchObject({ status: 200, body: { warnings: [] } });
  });

  it.each([
    ['TIFF', 'image/tiff', (picture: Sharp) => picture.tiff({ compression: 'lzw' })],
    ['AVIF', 'image/avif', (picture: Sharp) => picture.avif({ quality: 95, chromaSubsampling: '4:4:4' })],
  ] as const)('takes a %s, keeps it as what it is, and shows a JPEG of it', async (format, type, convert) => {
    const png = await makePicture(2, 'png', 64);
    const bytes = await convert(sharp(png)).toBuffer();
    expect(similarity(await embed(bytes, type), await embed(png))).toBeGreaterThan(0.98);
    const id = format.toLowerCase();
    expect((await server.ask('POST', '/v1/collections/c/items', form(bytes, { id }))).status).toBe(201);
    const shown = await fetch(`${server.url}/v1/collections/c/items/${id}/thumbnail`);
    expect(shown.headers.get('content-type')).toBe('image/jpeg');
    expect(await sharp(await shown.arrayBuffer()).metadata()).toMatchObject({ format: 'jpeg', width: 64 });
  });

  it('takes a picture of one pixel', async () => {
    const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect(Math.hypot(...(await embed(pixel)))).toBeCloseTo(1, 4);
  });
});

function cut(bytes: Buffer, parts = 2): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length / parts));
}
