import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import type { SettingName } from '../app/config.js';
import { raw, startTestServer, type TestServer } from '../../test/test-server.js';

/** A PNG of black pixels, one bit each, of any size: libpng checks no length that is not used up. */
function blackPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * height);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** ISO 3309, bit by bit. */
function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

describe('small pictures that take long to decode', () => {
  const servers: TestServer[] = [];
  const start = async (settings: Partial<Record<SettingName, string>> = {}): Promise<TestServer> => {
    const server = await startTestServer({ settings });
    servers.push(server);
    await server.ask('PUT', '/v1/collections/c');
    return server;
  };
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  it('are refused for what is known beforehand: sides, and scans of a JPEG', async () => {
    const server = await start();
    const photo = await sharp(await makePicture(1, 'png', 600))
      .jpeg({ progressive: true })
      .toBuffer();
    const scan = Buffer.from('ffda0008010100013f00ff00', 'hex');
    const scans = Buffer.concat([photo.subarray(0, -2), ...Array<Buffer>(5000).fill(scan), photo.subarray(-2)]);
    for (const picture of [blackPng(1, 500_000), blackPng(500_000, 1), scans])
      for (const address of ['/v1/classify', '/v1/embed', '/v1/collections/c/items', '/v1/collections/c/search'])
        expect([address, await server.ask('POST', address, raw(picture))]).toMatchObject([
          address,
          { status: 413, body: { code: 'IMAGE_TOO_LARGE' } },
        ]);
  });

  it('are given up after the time that one may take, and keep nobody from anything', async () => {
    const server = await start({ SUPCON_DECODE_MS: '1' });
    const slow = blackPng(6000, 6000);
    const answers = Array.from({ length: 6 }, () => server.ask('POST', '/v1/classify', raw(slow)));
    for (const address of ['/livez', '/readyz', '/v1/runs', '/v1/collections']) expect((await server.ask('GET', address)).status).toBe(200);
    for (const answer of await Promise.all(answers))
      expect(answer).toMatchObject({ status: 422, body: { code: 'BAD_IMAGE', detail: expect.stringContaining('longer than 0.001 s') } });
  });
});
