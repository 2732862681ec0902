import { expect, it } from 'vitest';
import { imageBlob } from './image-blob.js';

const png = Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1');

it.each([
  ['JPEG', Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'image/jpeg'],
  ['PNG', png, 'image/png'],
  ['WebP', Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1'), 'image/webp'],
  ['TIFF', Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'image/tiff'],
  ['BMP', Buffer.from('BM\x36\0\0\0', 'latin1'), 'image/bmp'],
  ['AVIF', Buffer.from('\0\0\0\x20ftypavif\0\0\0\0', 'latin1'), 'image/avif'],
  ['HEIC', Buffer.from('\0\0\0\x20ftypheic\0\0\0\0', 'latin1'), 'image/heic'],
  ['GIF', Buffer.from('GIF89a'), 'image/gif'],
  ['text', Buffer.from('hello'), 'image/x-unrecognised'],
  ['nothing', Buffer.alloc(0), 'image/x-unrecognised'],
])('calls %s by its first bytes, as bytes and as an untyped Blob', async (_, bytes, type) => {
  expect((await imageBlob(bytes)).type).toBe(type);
  expect((await imageBlob(new Blob([bytes]))).type).toBe(type);
});

it('keeps the type that the caller gave', async () => {
  const blob = new Blob([png], { type: 'image/jpeg' });
  expect(await imageBlob(blob)).toBe(blob);
});

it.each([
  ['a Buffer inside a pool', png.subarray(0)],
  ['a view with an offset', new Uint8Array(Uint8Array.of(9, 9, ...png).buffer, 2)],
  ['an ArrayBuffer', Uint8Array.from(png).buffer],
])('takes exactly the bytes of %s', async (_, input) => {
  expect(Buffer.from(await (await imageBlob(input)).arrayBuffer())).toEqual(png);
});
