import { describe, expect, it } from 'vitest';
import { DEFAULT_HTTP_LIMITS } from '../http-settings.js';
import { parseForm } from './parse-form.js';

const LIMITS = { ...DEFAULT_HTTP_LIMITS, uploadBytes: 1_000_000, fields: 2, fieldBytes: 100 };
const HEADERS = { 'content-type': 'multipart/form-data; boundary=b' };
const IMAGE = 'Content-Disposition: form-data; name="image"; filename="a.jpg"';
const field = (name: string, value: string): string => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const image = (bytes: string, headers = IMAGE): string => `--b\r\n${headers}\r\n\r\n${bytes}\r\n`;
const parse = (text: string, headers: Record<string, string> = HEADERS) => parseForm(Buffer.from(text, 'latin1'), headers, LIMITS);

describe('parseForm', () => {
  it('gives the picture, byte by byte, and the fields', async () => {
    // Beginnings of boundaries in the picture are part of it.
    const bytes = `\r\n--\r\n-\r\n--B\r\n\0\xff${'\r\n--x'.repeat(5000)}`;
    const { image: got, fields } = await parse(`${field('label', 'sea')}${image(bytes)}${field('id', 'a')}--b--\r\n`);
    expect(Buffer.from(got).toString('latin1')).toBe(bytes);
    expect(fields).toEqual({ label: 'sea', id: 'a' });
  });

  it('keeps fields whose names mean something to JavaScript as mere fields', async () => {
    const { fields } = await parse(`${field('__proto__', 'x')}${field('constructor', 'y')}${image('1')}--b--\r\n`);
    expect(JSON.stringify(fields)).toBe('{"__proto__":"x","constructor":"y"}');
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });

  it.each([
    ['two pictures', `${image('1')}${image('2')}--b--\r\n`, 'PAYLOAD_TOO_LARGE'],
    ['a picture that is too large', `${image('x'.repeat(1_000_001))}--b--\r\n`, 'PAYLOAD_TOO_LARGE'],
    ['a field that is too long', `${field('label', 'x'.repeat(101))}${image('1')}--b--\r\n`, 'PAYLOAD_TOO_LARGE'],
    ['a field twice', `${field('label', 'a')}${field('label', 'b')}${image('1')}--b--\r\n`, 'BAD_REQUEST'],
    ['too many fields', `${field('a', '')}${field('b', '')}${field('c', '')}${image('1')}--b--\r\n`, 'PAYLOAD_TOO_LARGE'],
    ['no picture', `${field('a', '')}--b--\r\n`, 'BAD_REQUEST'],
    ['a file of another name', `${image('1', IMAGE.replace('"image"', '"photo"'))}--b--\r\n`, 'BAD_REQUEST'],
    ['a picture that is cut off', image('1').slice(0, -2), 'BAD_REQUEST'],
    ['headers that are cut off', `--b\r\n${IMAGE}`, 'BAD_REQUEST'],
    ['nothing', '', 'BAD_REQUEST'],
    ['a header that does not end', `--b\r\nContent-Disposition: ${'x'.repeat(500_000)}`, 'BAD_REQUEST'],
    ['thousands of headers', `--b\r\n${'X: y\r\n'.repeat(100_000)}\r\n1\r\n--b--\r\n`, 'BAD_REQUEST'],
    ['a flood of parts without a name', `${'--b\r\nX: y\r\n\r\n\r\n'.repeat(100_000)}${image('1')}--b--\r\n`, 'PAYLOAD_TOO_LARGE'],
    ['a flood of boundaries', '--b\r\n'.repeat(4_000_000), 'PAYLOAD_TOO_LARGE'],
  ])('refuses %s, at once', async (_what, text, code) => {
    const began = performance.now();
    await expect(parse(text)).rejects.toMatchObject({ code });
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it.each(['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary'])(
    'refuses a form without a boundary: %s',
    async (type) => {
      await expect(parse('', { 'content-type': type })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
  );
});
