import type { Model } from '@supcon/sdk';
import { formatAgo } from '../../format/format-ago.js';

/** What there is to say of a model beside its accuracy, in the order in which it is read.
 * @param now milliseconds since 1970. */
export function modelFacts(model: Model, now: number): { readonly name: string; readonly value: string }[] {
  return [
    { name: 'Classes', value: String(model.labels.length) },
    { name: 'Embedding', value: `${model.embeddingSize} numbers` },
    { name: 'Sees', value: `${model.imageSize} × ${model.imageSize} px` },
    { name: 'Computes in', value: model.precision === 'int8' ? '8-bit integers' : 'float32' },
    ...(model.recipe === undefined ? [] : [{ name: 'Recipe', value: model.recipe }]),
    { name: 'Frozen', value: formatAgo(model.createdAt, now) },
  ];
}
