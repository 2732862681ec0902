/** A public data set that `supcon data fetch` knows. */
export interface PublicDataSet {
  readonly name: string;
  readonly title: string;
  /** Where people read about it, and under which terms its pictures may be used. */
  readonly page: string;
  readonly terms: string;
  readonly url: string;
  readonly format: 'tar.gz' | 'zip';
  /** Of the archive, where it is known for certain. */
  readonly bytes: number | undefined;
  /** Of the archive in hexadecimal, where it is known for certain: never taken from a download of ours. */
  readonly sha256: string | undefined;
  /** Where a file of the archive goes in the data folder; undefined leaves it out. */
  readonly place: (path: string) => string | undefined;
  /** Files (by their place) that are known to be no pictures, with the reason. */
  readonly broken: ReadonlyMap<string, string>;
  /** Pictures of each class that a whole archive holds, without the broken ones; of each split where it has them ("train/cat"). */
  readonly pictures: Readonly<Record<string, number>>;
}

const each = (folders: readonly string[], count: number): Record<string, number> =>
  Object.fromEntries(folders.map((folder) => [folder, count]));

const FIVE = ['airplane', 'car', 'cat', 'dog', 'elephant'];

const imagenet5: PublicDataSet = {
  name: 'imagenet5',
  title: 'ImageNet-5: airplane, car, cat, dog, elephant',
  page: 'https://github.com/thunderInfy/imagenet-5-categories',
  terms: 'a selection out of ImageNet, for non-commercial research and education: https://image-net.org/download',
  // GitHub packs archives anew from time to time, so they have no checksum that lasts; the commit names the content.
  url: 'https://github.com/thunderInfy/imagenet-5-categories/archive/f69f244a8a74eeaefae39f7a4ab8400f8da97835.tar.gz',
  format: 'tar.gz',
  bytes: undefined,
  sha256: undefined,
  place: (path) => {
    const found = /^[^/]+\/(train|test)\/((airplane|car|cat|dog|elephant)_[^/]+\.jpe?g)$/i.exec(path);
    return found ? `${found[1]!}/${found[3]!}/${found[2]!}` : undefined;
  },
  broken: new Map(),
  pictures: {
    ...each(
      FIVE.map((label) => `train/${label}`),
      250,
    ),
    ...each(
      FIVE.map((label) => `test/${label}`),
      50,
    ),
  },
};

const flowers: PublicDataSet = {
  name: 'flowers',
  title: 'tf_flowers: daisy, dandelion, roses, sunflowers, tulips',
  page: 'https://www.tensorflow.org/datasets/catalog/tf_flowers',
  terms: 'each picture under CC BY 2.0, the photographers in LICENSE.txt',
  url: 'http://download.tensorflow.org/example_images/flower_photos.tgz',
  format: 'tar.gz',
  // As tensorflow/datasets has them: url_checksums/tf_flowers.txt.
  bytes: 228_813_984,
  sha256: '4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c',
  place: (path) => {
    if (path === 'flower_photos/LICENSE.txt') return 'LICENSE.txt';
    return /^flower_photos\/((?:daisy|dandelion|roses|sunflowers|tulips)\/[^/.][^/]*\.jpg)$/.exec(path)?.[1];
  },
  broken: new Map(),
  pictures: { daisy: 633, dandelion: 898, roses: 641, sunflowers: 699, tulips: 799 },
};

const pets: PublicDataSet = {
  name: 'pets',
  title: 'cats_vs_dogs: the public part of Asirra',
  page: 'https://www.microsoft.com/en-us/download/details.aspx?id=54765',
  terms: "Microsoft Research's licence for Asirra, in the archive and on its page",
  url: 'https://download.microsoft.com/download/3/E/1/3E1C3F21-ECDB-4869-8368-6DEBA77B919F/kagglecatsanddogs_5340.zip',
  format: 'zip',
  bytes: undefined,
  // As public loaders of this file check it.
  sha256: 'b7974bd00a84a99921f36ee4403f089853777b5ae8d151c76a86e64900334af9',
  place: (path) => {
    const found = /^PetImages\/(Cat|Dog)\/(\d+\.jpg)$/.exec(path);
    return found ? `${found[1]!.toLowerCase()}/${found[2]!}` : undefined;
  },
  broken: new Map([
    ['cat/666.jpg', 'empty in the original'],
    ['dog/11702.jpg', 'empty in the original'],
  ]),
  pictures: { cat: 12_499, dog: 12_499 },
};

/** In the order in which they are listed: smallest first. */
export const PUBLIC_DATA_SETS: readonly PublicDataSet[] = [imagenet5, flowers, pets];
