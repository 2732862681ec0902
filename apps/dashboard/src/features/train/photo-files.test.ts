import { expect, it } from 'vitest';
import { dataName, givenPhotos } from './photo-files.js';

const given = (...paths: readonly string[]) => givenPhotos(paths.map((path) => ({ path, file: new File(['x'], path) })));

it('takes a folder of class folders by its name, and pictures alone', () => {
  const photos = given('pets/cat/1.jpg', 'pets/dog/2.PNG', 'pets/notes.txt', 'pets/.DS_Store', 'pets/cat/._1.jpg');
  expect(photos).toMatchObject({ kind: 'folder', name: 'pets', passedOver: 3 });
  expect(photos.kind === 'folder' && photos.files.map(({ path }) => path)).toEqual(['pets/cat/1.jpg', 'pets/dog/2.PNG']);
});

it('takes several class folders', () => expect(given('cat/1.jpg', 'dog/1.jpg')).toMatchObject({ kind: 'folder', name: 'photos' }));

it('takes a .zip', () => expect(given('My pets.ZIP')).toMatchObject({ kind: 'archive', name: 'My pets' }));

it.each([
  [[], 'empty'],
  [['a.zip', 'b.zip'], 'several files'],
  [['pets/notes.txt'], '"pets/notes.txt" for one'],
  [['1.jpg'], '"1.jpg" lies in no folder'],
])('says what to do with %j', (paths, words) => {
  expect(() => given(...paths)).toThrow(words);
});

it.each([
  ['..secret', 'secret'],
  ['a/b\\c\u0000d', 'a b c d'],
  ['', 'photos'],
  ['x'.repeat(300), 'x'.repeat(100)],
])('makes a name of %j', (text, name) => expect(dataName(text)).toBe(name));
