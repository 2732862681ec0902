import { expect, it } from 'vitest';
import { basePath } from './base-path.js';

it.each([
  ['./', '/'],
  [undefined, '/'],
  ['/', '/'],
  ['/supcon/', '/supcon/'],
  ['/tools/supcon/', '/tools/supcon/'],
])('a page that says %s is below %s', (declared, expected) => expect(basePath(declared, 'http://localhost:8080')).toBe(expected));
