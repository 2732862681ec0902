import type { ProjectionRequest } from '@supcon/sdk';
import { LASSO_STEPS, type Polygon } from '../../components/embedding-map/lasso.js';
import { bounded, WHOLE, type View } from '../../components/embedding-map/viewport.js';
import { parseMapSearch, type MapSearch } from './map-search.js';

/** How a collection is laid out. */
export type Method = NonNullable<ProjectionRequest['method']>;

/** One of them, and its name for people. */
export const METHODS: readonly { readonly value: Method; readonly label: string }[] = [
  { value: 'pca', label: 'PCA' },
  { value: 'umap', label: 'UMAP' },
  { value: 'tsne', label: 't-SNE' },
];

/** What points can be coloured by. */
export const COLOURINGS = [
  { value: 'label', label: 'Label' },
  { value: 'prediction', label: 'Prediction' },
  { value: 'correct', label: 'Right or wrong' },
  { value: 'confidence', label: 'Confidence' },
  { value: 'unknown', label: 'Unknown' },
] as const;

/** What an address comes to. */
export interface MapState {
  readonly method: Method;
  readonly colouring: (typeof COLOURINGS)[number]['value'];
  readonly only: readonly (string | null)[];
  readonly lasso: Polygon | undefined;
  readonly view: View;
  /** Parameters that could not be read. */
  readonly malformed: readonly string[];
}

const LASSO = /^-?\d{1,6}(_-?\d{1,6})+$/;
const MOST_CORNERS = 200;

/** What an address comes to, with what it lacks and what cannot be read as it is at first. */
export function readMapState({ proj, color, only, sel, v }: MapSearch): MapState {
  const method = METHODS.find(({ value }) => value === proj)?.value;
  const colouring = COLOURINGS.find(({ value }) => value === color)?.value;
  const lasso = sel === undefined ? undefined : parseLasso(sel);
  const view = v === undefined ? undefined : parseView(v);
  const malformed = [
    proj !== undefined && method === undefined && 'proj',
    color !== undefined && colouring === undefined && 'color',
    typeof only === 'string' && 'only',
    sel !== undefined && lasso === undefined && 'sel',
    v !== undefined && view === undefined && 'v',
  ].filter((name) => name !== false);
  return {
    ...{ method: method ?? 'pca', colouring: colouring ?? 'label', view: view ?? WHOLE, malformed, lasso },
    only: typeof only === 'string' ? [] : (only ?? []),
  };
}

/** A view as it stands in an address. @returns undefined for the one that shows everything. */
export function viewText({ x, y, zoom }: View): string | undefined {
  const text = [x.toFixed(4), y.toFixed(4), zoom.toPrecision(4)].map(Number).join(',');
  return text === '0,0,1' ? undefined : text;
}

/** A lasso as it stands in an address. */
export function lassoText(lasso: Polygon): string {
  return Array.from(lasso, (value) => Math.round(value * LASSO_STEPS)).join('_');
}

/** The same address with something else in it; undefined takes it out. */
export function withSearch(search: MapSearch, change: { readonly [K in keyof MapSearch]: MapSearch[K] | undefined }): MapSearch {
  const entries = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined);
  return parseMapSearch(Object.fromEntries(entries));
}

/** The same without what cannot be read. */
export function withoutMalformed(search: MapSearch): MapSearch {
  const { malformed } = readMapState(search);
  return Object.fromEntries(Object.entries(search).filter(([key]) => !malformed.includes(key)));
}

function parseView(text: string): View | undefined {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x, y, zoom] = numbers;
  if (numbers.length !== 3 || !numbers.every(Number.isFinite) || zoom! <= 0) return undefined;
  return bounded({ x: x!, y: y!, zoom: zoom! });
}

function parseLasso(text: string): Polygon | undefined {
  if (!LASSO.test(text)) return undefined;
  const numbers = text.split('_').map((part) => Number(part) / LASSO_STEPS);
  return numbers.length % 2 === 0 && numbers.length >= 6 && numbers.length <= 2 * MOST_CORNERS ? Float64Array.from(numbers) : undefined;
}
