import { expect, it } from 'vitest';
import { printable } from './printable.js';

it('writes control characters as escapes, and leaves lines and letters as they are', () => {
  expect(printable('a\u001b[31mred\u0007\r.jpg\nnext')).toBe('a\\u001b[31mred\\u0007\\u000d.jpg\nnext');
  expect(printable('\u009b2J \u202egpj.exe')).toBe('\\u009b2J \\u202egpj.exe');
  expect(printable('Äpfel/日本 🍎.jpg')).toBe('Äpfel/日本 🍎.jpg');
});
