import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Every module that a bundler would reach from a file, by the paths of its imports. */
function reachable(file: URL, seen = new Map<string, string[]>()): Map<string, string[]> {
  if (seen.has(file.href)) return seen;
  const specifiers = [...readFileSync(file, 'utf8').matchAll(/(?<![/\w])(?:from|import)\s*\(?'([^']+)'/g)].map((match) => match[1]!);
  seen.set(file.href, specifiers);
  for (const specifier of specifiers.filter((name) => name.startsWith('.'))) reachable(new URL(specifier, file), seen);
  return seen;
}

it('reaches no Node built-in from the main entry, and one other package', () => {
  const modules = reachable(new URL('../dist/index.js', import.meta.url));
  expect(modules.size).toBeGreaterThan(4);
  expect([...modules.values()].flat().filter((name) => !name.startsWith('.'))).toEqual(['eventsource-parser/stream']);
});

it('keeps reading from disk in its own entry', () => {
  const modules = reachable(new URL('../dist/read-image.js', import.meta.url));
  expect([...modules.values()].flat()).toContain('node:fs/promises');
});
