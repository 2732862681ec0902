/** A second process on one item store, from what was built: adds and gets what it is told to. */
import { openSqliteItemStore } from '../dist/adapters/sqlite/sqlite-item-store.js';

const NOW = '2026-11-24T02:15:30.000Z';
const store = await openSqliteItemStore(process.argv[2], { error: console.error, info: () => undefined });
process.on('message', (message) => void obey(message.split(' ')));
process.send('ready');

async function obey([verb, argument]) {
  if (verb === 'get') {
    const item = await store.get('c', argument);
    process.send(item === undefined ? 'nothing' : item.id);
    return;
  }
  for (let i = 0; i < Number(argument); i++) {
    const item = {
      id: `theirs-${i}`,
      label: null,
      metadata: {},
      contentHash: `${i}`,
      blob: `1/theirs-${i}`,
      vector: Float32Array.of(0, 1),
    };
    await store.commit('c', [{ type: 'add', item }], NOW);
  }
  process.send('added');
}
