import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { imageBlob, type ImageInput } from './image-blob.js';

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

it('looks at the bytes where the type says nothing about them', async () => {
  expect((await imageBlob(new Blob([png], { type: 'application/octet-stream' }))).type).toBe('image/png');
});

it.each([
  ['a web stream', () => new Blob([png]).stream()],
  ['a Node stream', () => Readable.from([png.subarray(0, 3), png.subarray(3)])],
  ['a Response', () => new Response(png, { headers: { 'content-type': 'application/octet-stream' } })],
  ['a File', () => new File([png], 'a.png')],
])('reads %s to its end', async (_, make) => {
  const blob = await imageBlob(make());
  expect([blob.type, Buffer.from(await blob.arrayBuffer())]).toEqual(['image/png', png]);
});

it.each([
  ['a path', 'photos/a.jpg', /the text "photos\/a\.jpg" \(a path is read by readImage of @supcon\/sdk\/node/],
  ['an address', 'https://example.org/a.jpg', /an address \(read it with fetch and give the Response\)/],
  ['undefined', undefined, /picture: undefined is none/],
  ['null', null, /picture: null is none/],
  ['an object', { data: 'x' }, /a value of type Object is none/],
  ['a number', 5, /picture: 5 is none/],
  ['a list of numbers', [1, 2], /a value of type Array is none/],
  ['a page of an error', new Response('gone', { status: 404 }), /a Response with status 404 is no picture/],
  ['a stream of text', Readable.from(['abc']), /gives the text "abc".* where bytes belong; open it without an encoding/],
])('refuses %s and says what to give', async (_, input, words) => {
  const refused = imageBlob(input as ImageInput);
  await expect(refused).rejects.toMatchObject({ name: 'BadRequestError', code: 'BAD_REQUEST' });
  await expect(refused).rejects.toThrow(words);
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
