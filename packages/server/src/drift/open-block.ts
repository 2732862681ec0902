import { CONFIDENCE_BINS, confidenceBin } from '@supcon/core/artifact';
import type { SeenPicture } from '../domain/drift-observer.js';
import type { DriftBlock } from '../domain/drift-store.js';

/** A block that pictures are still added to. */
export interface OpenBlock {
  add(picture: SeenPicture, now: string): void;
  readonly pictures: number;
  /** It as it stands; undefined before the first picture. */
  read(): DriftBlock | undefined;
}

/** @param id of the block.  @param embeddingSize D.  @param classes C. */
export function openBlock(id: string, { embeddingSize, classes }: { readonly embeddingSize: number; readonly classes: number }): OpenBlock {
  const embeddings = new Float64Array(embeddingSize);
  const confidence = new Array<number>(CONFIDENCE_BINS).fill(0);
  const predicted = new Array<number>(classes).fill(0);
  let [pictures, judged, unknown] = [0, 0, 0];
  let [began, ended] = ['', ''];
  return {
    add: (picture, now) => {
      // A plain loop: this is on the way of every request.
      for (let d = 0; d < embeddingSize; d++) embeddings[d]! += picture.embedding[d]!;
      confidence[confidenceBin(picture.confidence)]!++;
      predicted[picture.label]!++;
      if (picture.unknown) judged++;
      if (picture.unknown?.isUnknown === true) unknown++;
      if (pictures++ === 0) began = now;
      ended = now;
    },
    get pictures() {
      return pictures;
    },
    read: () =>
      pictures === 0
        ? undefined
        : {
            ...{ id, began, ended, pictures, judged, unknown },
            ...{ embeddings: embeddings.slice(), confidence: [...confidence], predicted: [...predicted] },
          },
  };
}
