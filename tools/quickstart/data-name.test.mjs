import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataName } from './data-name.mjs';

/** @type {string} */
let root;
beforeEach(() => (root = realpathSync(mkdtempSync(path.join(tmpdir(), 'supcon-names-')))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** @param {string} name */
function folder(name) {
  const made = path.join(root, name);
  mkdirSync(made, { recursive: true });
  return made;
}

/**
 * @param {string} data
 * @param {Record<string, string>} [names]
 * @param {boolean} [isFinished]
 */
const nameOf = (data, names = {}, isFinished = false) =>
  dataName({ home: path.join(root, 'home'), data, names, isFinished: () => isFinished });

/**
 * @param {string} id
 * @param {unknown} config
 */
function run(id, config) {
  const made = folder(`home/runs/${id}`);
  writeFileSync(path.join(made, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
}

describe('dataName', () => {
  it.each([
    ['photos', 'photos'],
    ['My Photos 2024!', 'my-photos-2024'],
    ['Größe', 'gro-e'],
    ['写真', 'photos'],
    ['-x-', 'x'],
    ['y'.repeat(200), 'y'.repeat(50)],
    [`${'z'.repeat(49)} tail`, 'z'.repeat(49)],
  ])('of the first folder %s is plain: %s', (basename, name) => {
    expect(nameOf(folder(basename))).toBe(name);
  });

  it('of a second folder of that name tells it apart, and stays', () => {
    const [first, second, third] = [folder('a/photos'), folder('b/photos'), folder('c/Photos')];
    const names = { [first]: 'photos' };
    const other = nameOf(second, names);
    expect(other).toMatch(/^photos-[0-9a-f]{6}$/);
    expect(nameOf(second, { ...names, [second]: other })).toBe(other);
    expect(nameOf(second, names)).toBe(other);
    expect(nameOf(third, names)).not.toBe(other);
    expect(nameOf(first, { ...names, [second]: other })).toBe('photos');
    expect(nameOf(folder(`long/${'y'.repeat(200)}`), { [first]: 'y'.repeat(50) })).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
  });

  it('knows from the runs which names are taken when nothing else does, and passes over runs that cannot be read', () => {
    const [first, second] = [folder('a/photos'), folder('b/photos')];
    run('1', { artifactName: 'photos', data: { root: first } });
    run('2', '{');
    run('3', { artifactName: 7 });
    expect(nameOf(first)).toBe('photos');
    expect(nameOf(second)).toMatch(/^photos-[0-9a-f]{6}$/);
  });

  it('is that of the place, by whichever way it is reached', () => {
    const first = folder('a/photos');
    symlinkSync(first, path.join(root, 'link'));
    run('1', { artifactName: 'photos', data: { root: path.join(root, 'link') } });
    expect(nameOf(first)).toBe('photos');
    expect(nameOf(path.join(root, 'link'), { [first]: 'mine' })).toBe('mine');
  });

  it('moves with the photos when they are the same and the old place is empty, and not otherwise', () => {
    const first = folder('a/photos');
    const names = { [first]: 'photos' };
    const second = path.join(root, 'b');
    renameSync(path.join(root, 'a'), second);
    expect(nameOf(path.join(second, 'photos'), names, true)).toBe('photos');
    expect(nameOf(path.join(second, 'photos'), names, false)).toMatch(/^photos-[0-9a-f]{6}$/);
    folder('a/photos');
    expect(nameOf(path.join(second, 'photos'), names, true)).toMatch(/^photos-[0-9a-f]{6}$/);
  });
});
