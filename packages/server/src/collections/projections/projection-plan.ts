import { createHash } from 'node:crypto';
import { ServerError } from '../../domain/errors.js';

/** How the vectors of a collection may be laid out. */
export const PROJECTION_METHODS = ['pca', 'umap', 'tsne'] as const;
/** One of them. `pca` keeps what varies most, `umap` and `tsne` keep neighbourhoods. */
export type ProjectionMethod = (typeof PROJECTION_METHODS)[number];

/** What is wanted; what is left out has a default. */
export interface ProjectionRequest {
  /** Default pca. */
  readonly method?: string | undefined;
  /** 2 or 3; t-SNE has 2. Default 2. */
  readonly dimensions?: number | undefined;
  /** Default 0. */
  readonly seed?: number | undefined;
  /** Of UMAP: neighbours of an item that count, itself included, 2 to 200. Default 15. */
  readonly neighbours?: number | undefined;
  /** Of UMAP: how near points may lie, 0 to 1. Default 0.1. */
  readonly minDistance?: number | undefined;
  /** Of t-SNE: neighbours that an item listens to, softly, 2 to 200. Default 30. */
  readonly perplexity?: number | undefined;
}

/** The same with everything that the picture depends on, besides the vectors. */
export type ProjectionPlan =
  | { readonly method: 'pca'; readonly dimensions: number; readonly seed: number }
  | {
      readonly method: 'umap';
      readonly dimensions: number;
      readonly seed: number;
      readonly neighbours: number;
      readonly minDistance: number;
    }
  | { readonly method: 'tsne'; readonly dimensions: number; readonly seed: number; readonly perplexity: number };

const MOST_NEIGHBOURS = 200;
const HIGHEST_SEED = 2 ** 31 - 1;

/** What a request comes to. @throws ServerError BAD_REQUEST, also for a setting that the method does not have. */
export function planProjection({ method = 'pca', dimensions = 2, seed = 0, ...settings }: ProjectionRequest): ProjectionPlan {
  const known = PROJECTION_METHODS.find((name) => name === method);
  if (known === undefined)
    throw refuse(`method: expected one of ${PROJECTION_METHODS.join(', ')}, got ${JSON.stringify(method.slice(0, 40))}`);
  requireWhole('seed', seed, 0, HIGHEST_SEED);
  requireWhole('dimensions', dimensions, 2, known === 'tsne' ? 2 : 3);
  const foreign = Object.entries(settings).find(([name, value]) => value !== undefined && !SETTINGS[known].includes(name));
  if (foreign) throw refuse(`${foreign[0]}: ${known} has no such setting; leave it out, or ask for another method`);
  const shared = { dimensions, seed };
  if (known === 'pca') return { method: known, ...shared };
  if (known === 'tsne') {
    const { perplexity = 30 } = settings;
    if (!(perplexity >= 2 && perplexity <= MOST_NEIGHBOURS))
      throw refuse(`perplexity: expected 2 to ${MOST_NEIGHBOURS}, got ${perplexity}`);
    return { method: known, ...shared, perplexity };
  }
  const { neighbours = 15, minDistance = 0.1 } = settings;
  requireWhole('neighbours', neighbours, 2, MOST_NEIGHBOURS);
  if (!(minDistance >= 0 && minDistance <= 1)) throw refuse(`minDistance: expected 0 to 1, got ${minDistance}`);
  return { method: known, ...shared, neighbours, minDistance };
}

/** Names a plan for vectors of one encoder: 32 hexadecimal digits. */
export function planHash(plan: ProjectionPlan, encoderHash: string): string {
  const parts = Object.entries({ ...plan, encoderHash }).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

const SETTINGS: Readonly<Record<ProjectionMethod, readonly string[]>> = {
  pca: [],
  umap: ['neighbours', 'minDistance'],
  tsne: ['perplexity'],
};

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw refuse(
      `${name}: expected ${least === most ? `${least}, the only one there is` : `a whole number from ${least} to ${most}`}, got ${value}`,
    );
}

function refuse(reason: string): ServerError {
  return new ServerError('BAD_REQUEST', reason);
}
