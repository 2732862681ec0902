import { ServerError } from '../../domain/errors.js';
import { requireCollectionName, requireCoverage, requireGrid, requireK } from '../../domain/input-rules.js';
import type { OcclusionWishes } from '../../models/occlusion-map.js';
import type { HttpLimits } from '../http-settings.js';

/** Rows and columns of a grid where nothing is said. */
const DEFAULT_GRID = 7;

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
  /** Where the picture speaks for a class; undefined for no explanation. */
  readonly explain: OcclusionWishes | undefined;
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
    explain: explainOption(given),
  };
}

/** @throws ServerError BAD_REQUEST for what is said of an explanation that is not asked for. */
function explainOption({ explain, explainGrid, explainLabel }: Readonly<Record<string, unknown>>): OcclusionWishes | undefined {
  if (explain === undefined) {
    const lone = explainGrid === undefined ? explainLabel : explainGrid;
    if (lone !== undefined)
      throw new ServerError(
        'BAD_REQUEST',
        `explainGrid and explainLabel say how to explain, got ${JSON.stringify(lone)}; add explain=occlusion`,
      );
    return undefined;
  }
  return {
    grid: requireGrid(explainGrid === undefined ? DEFAULT_GRID : Number(explainGrid)),
    ...(typeof explainLabel === 'string' ? { label: explainLabel } : {}),
  };
}

/** An explanation takes as many encodings as its grids have cells. @throws ServerError BAD_REQUEST where these are too many. */
export function requireFewOcclusions(
  { explain }: Pick<ClassifyOptions, 'explain'>,
  pictures: number,
  { occlusions }: Pick<HttpLimits, 'occlusions'>,
): void {
  const wanted = explain ? pictures * explain.grid ** 2 : 0;
  if (wanted > occlusions)
    throw new ServerError(
      'BAD_REQUEST',
      `explain: ${pictures} pictures with ${explain!.grid} x ${explain!.grid} cells are ${wanted} encodings, ${occlusions} are allowed; ask for fewer pictures or a smaller explainGrid`,
    );
}

/** The model that is asked for; undefined for the one that serves. */
export function modelOption({ model }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof model === 'string' ? model : undefined;
}
