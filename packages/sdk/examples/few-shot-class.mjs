/**
 * Teaches the model that serves one class more from a few pictures, without a training, and asks it about another picture:
 *   SUPCON_URL=http://127.0.0.1:8080 node packages/sdk/examples/few-shot-class.mjs quince 1.jpg 2.jpg 3.jpg -- 4.jpg
 */
import { createSupconClient } from '@supcon/sdk';
import { readImage } from '@supcon/sdk/node';

const [label, ...rest] = process.argv.slice(2);
const shown = rest.slice(0, rest.indexOf('--'));
const asked = rest.at(-1);
const baseUrl = process.env['SUPCON_URL'];
if (label === undefined || shown.length === 0 || asked === undefined || !rest.includes('--') || baseUrl === undefined) {
  console.error('usage: SUPCON_URL=http://127.0.0.1:PORT node packages/sdk/examples/few-shot-class.mjs LABEL PHOTO... -- PHOTO');
  process.exit(2);
}

const supcon = createSupconClient({ baseUrl, apiKey: process.env['SUPCON_API_KEY'] });
const { model, classes } = await supcon.classes.add(label, await Promise.all(shown.map((file) => readImage(file))));
console.log(`${model.name}/${model.version} knows ${classes.length} classes`);
const { predictions } = await supcon.classify(await readImage(asked), { topK: 3 });
for (const { label: name, probability } of predictions) console.log(`${(100 * probability).toFixed(1).padStart(5)} %  ${name}`);
