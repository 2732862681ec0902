import { requireCollectionName, requireCoverage, requireK } from '../../domain/input-rules.js';

/** What is wanted of a classification. */
export interface ClassifyOptions {
  readonly topK: number;
  readonly coverage: number;
  /** Neighbours that vote. */
  readonly neighbours: number;
  /** Whose pictures vote; undefined for no vote. */
  readonly collection: string | undefined;
  readonly includeEmbedding: boolean;
  readonly model: string | undefined;
}

/** @param given parameters of a query or members of a body, which the API description has checked. @throws ServerError BAD_REQUEST. */
export function classifyOptions(given: Readonly<Record<string, unknown>>): ClassifyOptions {
  const number = (name: string, otherwise: number): number => (given[name] === undefined ? otherwise : Number(given[name]));
  const { collection, includeEmbedding } = given;
  return {
    topK: requireK(number('topK', 5), 'topK'),
    coverage: requireCoverage(number('coverage', 0.9)),
    neighbours: requireK(number('neighbours', 5), 'neighbours'),
    collection: collection === undefined ? undefined : requireCollectionName(collection),
    includeEmbedding: includeEmbedding === true || includeEmbedding === 'true',
    model: modelOption(given),
  };
}

/** The model that is asked for; undefined for the one that serves. */
export function modelOption({ model }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof model === 'string' ? model : undefined;
}
