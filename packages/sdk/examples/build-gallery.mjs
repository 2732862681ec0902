/**
 * Keeps every picture of a folder in a collection, labelled by the folder that it lies in. Begun again, it goes on where it was:
 *   SUPCON_URL=http://127.0.0.1:8080 node packages/sdk/examples/build-gallery.mjs photos/ album
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createSupconClient } from '@supcon/sdk';
import { readImage } from '@supcon/sdk/node';

const [folder, collection] = process.argv.slice(2);
const baseUrl = process.env['SUPCON_URL'];
if (folder === undefined || collection === undefined || baseUrl === undefined) {
  console.error('usage: SUPCON_URL=http://127.0.0.1:PORT node packages/sdk/examples/build-gallery.mjs FOLDER COLLECTION');
  process.exit(2);
}

const supcon = createSupconClient({ baseUrl, apiKey: process.env['SUPCON_API_KEY'] });
await supcon.collections.create(collection);

const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
/** One picture after another is read, as there is room for it. */
async function* items() {
  for (const file of files) {
    const name = path.join(file.parentPath, file.name);
    // An id of its own for each: what is there already is not added twice.
    const id = path.relative(folder, name).split(path.sep).join('/');
    yield { id, image: await readImage(name), label: path.basename(file.parentPath) };
  }
}

let kept = 0;
for await (const { input, error } of supcon.items.addMany(collection, items())) {
  if (error === undefined) kept++;
  else console.error(`${input.id}: ${error instanceof Error ? error.message : String(error)}`);
}
console.log(`${kept} of ${files.length} files are in ${collection}`);
