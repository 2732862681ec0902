/**
 * Pictures of a collection that look nearly the same, a pair a line, the most similar of each first:
 *   SUPCON_URL=http://127.0.0.1:8080 node packages/sdk/examples/near-duplicates.mjs album 0.98
 */
import { createSupconClient } from '@supcon/sdk';

const [collection, similarity = '0.98'] = process.argv.slice(2);
const baseUrl = process.env['SUPCON_URL'];
if (collection === undefined || baseUrl === undefined) {
  console.error('usage: SUPCON_URL=http://127.0.0.1:PORT node packages/sdk/examples/near-duplicates.mjs COLLECTION [SIMILARITY]');
  process.exit(2);
}

const supcon = createSupconClient({ baseUrl, apiKey: process.env['SUPCON_API_KEY'] });
const told = new Set();
for await (const { id } of supcon.items.list(collection)) {
  const { neighbours } = await supcon.search(collection, { itemId: id, excludeSelf: true, minSimilarity: Number(similarity), k: 20 });
  for (const other of neighbours) {
    const pair = [id, other.id].sort().join('\t');
    if (told.has(pair)) continue;
    told.add(pair);
    console.log(`${other.similarity.toFixed(3)}\t${pair}`);
  }
}
