/**
 * What is in a picture, and what looks like it:
 *   SUPCON_URL=http://127.0.0.1:8080 node packages/sdk/examples/classify.mjs photo.jpg
 */
import { createSupconClient } from '@supcon/sdk';
import { readImage } from '@supcon/sdk/node';

const [file] = process.argv.slice(2);
const baseUrl = process.env['SUPCON_URL'];
if (file === undefined || baseUrl === undefined) {
  console.error('usage: SUPCON_URL=http://127.0.0.1:PORT node packages/sdk/examples/classify.mjs PHOTO');
  process.exit(2);
}

const supcon = createSupconClient({ baseUrl });
const image = await readImage(file);

const { model, predictions } = await supcon.classify(image, { topK: 3 });
console.log(`What is this? (${model.name}, version ${model.version})`);
for (const { label, probability } of predictions) console.log(`  ${(100 * probability).toFixed(1).padStart(5)} %  ${label}`);

const collection = (await supcon.collections.list()).find(({ usable, items }) => usable && items > 0);
if (collection !== undefined) {
  const { neighbours } = await supcon.search(collection.name, { image, k: 5 });
  console.log(`What looks like this? (of ${collection.items} pictures in ${collection.name})`);
  for (const { id, label, similarity } of neighbours) console.log(`  ${similarity.toFixed(3)}  ${label ?? '(no label)'}  ${id}`);
}
