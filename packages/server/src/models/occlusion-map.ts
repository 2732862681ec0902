import type { OccludedPicture } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import { probabilities, type Prediction } from '../domain/top-predictions.js';

/** What is wanted of an explanation by occlusion. */
export interface OcclusionWishes {
  /** G: rows and columns. */
  readonly grid: number;
  /** Of which class; default the most probable one. */
  readonly label?: string | undefined;
}

/** Where a picture speaks for a class: how much less probable the class is once a cell of a grid is covered. */
export interface OcclusionMap {
  readonly label: string;
  /** Of the class, with nothing covered, 0..1. */
  readonly probability: number;
  /** G. */
  readonly grid: number;
  /** [G, G] row-major, -1..1: `probability` less what it is with the cell covered; above 0 where the cell speaks for the class. */
  readonly drops: readonly number[];
  /** What the grid lies over, in pixels of the upright picture: the square in its middle that the encoder sees. Half pixels where the sides differ by an odd number. */
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
}

/** @throws ServerError CLASS_NOT_FOUND for a label that the model does not know, BAD_REQUEST for more cells than the encoder sees pixels. */
export function requireExplainable(
  { labels, imageSize, name, version }: { labels: readonly string[]; imageSize: number; name: string; version: number },
  { grid, label }: OcclusionWishes,
): void {
  if (label !== undefined && !labels.includes(label))
    throw new ServerError(
      'CLASS_NOT_FOUND',
      `explainLabel: the model ${name}/${version} knows no class '${label}'; GET /v1/classes lists them`,
    );
  if (grid > imageSize)
    throw new ServerError(
      'BAD_REQUEST',
      `explainGrid: the encoder sees ${imageSize} pixels a side, which is less than ${grid} cells; ask for fewer`,
    );
}

/** @param predictions of the picture with nothing covered, most probable first. @param temperature of the model. */
export function occlusionMap(
  predictions: readonly Prediction[],
  { logits, width, height }: OccludedPicture,
  { labels, temperature }: { readonly labels: readonly string[]; readonly temperature: number },
  { grid, label = predictions[0]!.label }: OcclusionWishes,
): OcclusionMap {
  const at = labels.indexOf(label);
  const { probability } = predictions.find((each) => each.label === label)!;
  const side = Math.min(width, height);
  return {
    label,
    probability,
    grid,
    drops: logits.map((covered) => probability - probabilities(covered, temperature)[at]!),
    box: { left: (width - side) / 2, top: (height - side) / 2, width: side, height: side },
  };
}
