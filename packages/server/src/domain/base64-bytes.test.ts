import { expect, it } from 'vitest';
import { base64Bytes } from './base64-bytes.js';

const bytes = Uint8Array.from({ length: 200 }, (_, at) => (at * 37) % 256);
const plain = Buffer.from(bytes).toString('base64');

it.each([
  ['one line', plain],
  ['lines of 76, as base64 and openssl write them', plain.replaceAll(/.{76}/g, '$&\n')],
  ['lines of mail', plain.replaceAll(/.{76}/g, '$&\r\n') + '\r\n'],
  ['the alphabet of addresses, without padding', Buffer.from(bytes).toString('base64url')],
])('reads %s', (_, text) => {
  expect(Uint8Array.from(base64Bytes(text, 'data', 200))).toEqual(bytes);
});

it.each([
  ['a data: address', `data:image/png;base64,${plain}`],
  ['a space', `${plain.slice(0, 8)} ${plain.slice(8)}`],
  ['a digit too many', 'AAAAA'],
  ['no digits', '%%%%'],
])('refuses %s', (_, text) => {
  expect(() => base64Bytes(text, 'data', 1000)).toThrow(/data is not base64: .*send the digits alone/);
});

it('counts bytes, not digits', () => {
  expect(() => base64Bytes(plain, 'data', 199)).toThrow('data has 200 bytes, 199 are allowed');
});
