/**
 * Classifies every picture of a folder and prints one line for each:
 *   SUPCON_URL=http://127.0.0.1:8080 npx tsx packages/sdk/examples/classify-folder.ts photos/
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createSupconClient, SupconApiError } from '@supcon/sdk';
import { readImage } from '@supcon/sdk/node';

const [folder] = process.argv.slice(2);
const baseUrl = process.env['SUPCON_URL'];
if (folder === undefined || baseUrl === undefined) {
  console.error('usage: SUPCON_URL=http://127.0.0.1:PORT npx tsx packages/sdk/examples/classify-folder.ts FOLDER');
  process.exit(2);
}

const supcon = createSupconClient({ baseUrl });
const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

for (const file of files) {
  const name = path.join(file.parentPath, file.name);
  try {
    const { predictions } = await supcon.classify(await readImage(name), { topK: 1 });
    const best = predictions[0];
    console.log(`${name}\t${best === undefined ? '(this model has no classes)' : `${best.label}\t${best.probability.toFixed(3)}`}`);
  } catch (error) {
    // One bad file is no reason to stop; anything else is.
    if (!(error instanceof SupconApiError) || error.status >= 500) throw error;
    console.log(`${name}\t${error.code}\t${error.message}`);
  }
}
