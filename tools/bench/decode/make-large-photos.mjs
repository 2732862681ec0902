import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const WIDTH = 4000;
const HEIGHT = 3000;
const TILE = 160;

/**
 * Photos of 4,000 x 3,000 pixels with as much detail a pixel as real ones: small photos side by side. JPEG, quality 88.
 * @param {string} from a folder of small photos, a folder a class
 * @param {string} to an empty folder
 * @param {number} count
 */
export async function makeLargePhotos(from, to, count) {
  const files = readdirSync(from).flatMap((label) => readdirSync(path.join(from, label)).map((name) => path.join(from, label, name)));
  // Two classes: a data set has at least two.
  for (const label of ['even', 'odd']) mkdirSync(path.join(to, label));
  const [across, down] = [Math.ceil(WIDTH / TILE), Math.ceil(HEIGHT / TILE)];
  for (let photo = 0; photo < count; photo++) {
    const tiles = await Promise.all(
      Array.from({ length: across * down }, async (_, at) => ({
        input: await sharp(files[(photo * 97 + at) % files.length])
          .resize(TILE, TILE)
          .toBuffer(),
        left: (at % across) * TILE,
        top: Math.floor(at / across) * TILE,
      })),
    );
    await sharp({ create: { width: across * TILE, height: down * TILE, channels: 3, background: '#000000' } })
      .composite(tiles)
      .png({ compressionLevel: 0 })
      .toBuffer()
      .then((whole) =>
        sharp(whole)
          .extract({ left: 0, top: 0, width: WIDTH, height: HEIGHT })
          .jpeg({ quality: 88 })
          .toFile(path.join(to, photo % 2 === 0 ? 'even' : 'odd', `${photo}.jpg`)),
      );
  }
}
