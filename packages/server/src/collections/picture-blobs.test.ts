import { expect, it } from 'vitest';
import { isBlobName } from '../domain/blob-name.js';
import { blobWithoutPicture, hasPicture, newPictureBlob, originalOf, ownerOfPicture, thumbnailOf } from './picture-blobs.js';

it('finds the item and the collection again in the names that it makes', () => {
  const blob = newPictureBlob(17, 'ab12cd');
  expect(blob).toMatch(/^17\/ab\//);
  for (const name of [originalOf(blob), thumbnailOf(blob)]) {
    expect(isBlobName(name)).toBe(true);
    expect(ownerOfPicture(name)).toEqual({ blob, collection: 17 });
  }
  expect(newPictureBlob(17, 'ab12cd')).not.toBe(blob);
});

it('knows no owner of other names', () => {
  const blob = newPictureBlob(1, 'ab');
  for (const name of [
    blob,
    `${blob}.original.old`,
    `${blob}.other`,
    `x/${blob}.original`,
    '1/ab/x.original',
    originalOf(blob.replace('1/', '0/')),
    '',
  ])
    expect([name, ownerOfPicture(name)]).toEqual([name, undefined]);
});

it('tells items that never had a picture from others, by a name that is no file', () => {
  const none = blobWithoutPicture(17);
  expect([hasPicture(none), hasPicture(newPictureBlob(17, 'ab12cd'))]).toEqual([false, true]);
  expect([isBlobName(originalOf(none)), ownerOfPicture(originalOf(none))]).toEqual([true, undefined]);
  expect(blobWithoutPicture(17)).not.toBe(none);
});
