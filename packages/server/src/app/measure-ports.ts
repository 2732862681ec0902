import type { ItemStore } from '../domain/item-store.js';
import { timed, type Measures } from '../domain/measures.js';
import type { VectorIndexes } from '../domain/vector-index.js';
import type { PictureDecoder } from '../encoder/picture-decoder.js';

/** A store whose commits are timed. */
export function measureStore<S extends ItemStore>(store: S, measures: Measures): S {
  return { ...store, commit: (...args) => timed(measures, 'commit', () => store.commit(...args)) };
}

/** Indexes whose searches are timed, and whose losses are told. */
export function measureIndexes(indexes: VectorIndexes, measures: Measures): VectorIndexes {
  return {
    capabilities: indexes.capabilities,
    open: async (identity, { onLost }) => {
      const opened = await indexes.open(identity, {
        onLost: (reason) => {
          measures.died('index');
          onLost(reason);
        },
      });
      const { index } = opened;
      return {
        ...opened,
        index: {
          apply: (changes) => index.apply(changes),
          search: (query) => timed(measures, 'search', () => index.search(query)),
          stats: () => index.stats(),
          keys: () => index.keys(),
          vectors: (keys) => index.vectors(keys),
          repair: (items) => index.repair(items),
          maintain: (options) => index.maintain(options),
          close: () => index.close(),
        },
      };
    },
    saved: () => indexes.saved(),
    drop: (identity) => indexes.drop(identity),
  };
}

/** A decoder that tells how long the pictures for an encoder take. */
export function measureDecoder(decoder: PictureDecoder, measures: Measures): PictureDecoder {
  return { ...decoder, square: (...args) => timed(measures, 'decode', () => decoder.square(...args)) };
}
