/**
 * Tells the server what pictures really were, from folders named by their class, so that the next training learns from what the model got wrong:
 *   SUPCON_URL=http://127.0.0.1:8080 node packages/sdk/examples/feedback-loop.mjs photos/
 * Pictures are kept, and trained with, because this says so (`mayTrain`). On the server `supcon-server feedback export` makes a data set of them for `supcon train --data`.
 */
import { createSupconClient } from '@supcon/sdk';
import { readImage } from '@supcon/sdk/node';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

const [folder] = process.argv.slice(2);
const baseUrl = process.env['SUPCON_URL'];
if (folder === undefined || baseUrl === undefined) {
  console.error('usage: SUPCON_URL=http://127.0.0.1:PORT node packages/sdk/examples/feedback-loop.mjs FOLDER');
  process.exit(2);
}

const supcon = createSupconClient({ baseUrl, apiKey: process.env['SUPCON_API_KEY'] });
const files = (await readdir(folder, { recursive: true })).filter((file) => file.split(path.sep).length === 2).sort();
for await (const { input, value, error } of supcon.classifyMany(files, { read: (file) => readImage(path.join(folder, file)) })) {
  if (error !== undefined) {
    console.error(`${input}: ${error.message}`);
    continue;
  }
  const label = path.dirname(input);
  const [best] = value.predictions;
  if (best === undefined || best.label === label) continue;
  const picture = await readImage(path.join(folder, input));
  await supcon.feedback.record({ picture, label, predicted: { ...best, model: value.model }, mayTrain: true });
  console.log(`${input} is no ${best.label}`);
}
for (const { label, predicted, records } of (await supcon.feedback.summary()).pairs)
  console.log(`${records} ${records === 1 ? 'picture' : 'pictures'} of ${label} taken for ${predicted}`);
