import type { Polygon } from './lasso.js';
import type { MapPoints } from './map-points.js';
import type { Place } from './pointer-gestures.js';
import type { ThumbnailPlace } from './thumbnail-places.js';
import { toScreen, type Viewport } from './viewport.js';

/** Colours of what is drawn above the points. */
export interface OverlayColours {
  /** Of lines and rings. */
  readonly line: string;
  /** Around rings and pictures, so that they stand off. */
  readonly halo: string;
}

/** What lies above the points. */
export interface Overlay {
  readonly viewport: Viewport;
  readonly points: MapPoints;
  readonly pointSize: number;
  readonly hovered: number | undefined;
  readonly chosen: number | undefined;
  /** Points that the chosen one is joined to. */
  readonly neighbours: readonly number[];
  /** The lasso that holds. */
  readonly lasso: Polygon | undefined;
  /** The one that is being drawn, CSS px. */
  readonly drawn: readonly Place[] | undefined;
  readonly pictures: readonly (ThumbnailPlace & { readonly image: ImageBitmap; readonly colour: string })[];
  /** Of a picture, CSS px. */
  readonly pictureSide: number;
  readonly colours: OverlayColours;
}

const ROUNDED = 6;

/** Draws edges, pictures, rings and the lasso. @param context of a canvas that is scaled to CSS px. */
export function drawOverlay(context: CanvasRenderingContext2D, overlay: Overlay): void {
  const { viewport, points, chosen, neighbours, hovered, colours } = overlay;
  context.clearRect(0, 0, viewport.size.width, viewport.size.height);
  context.lineJoin = 'round';
  const placeOf = (at: number): Place => toScreen(viewport, points.x[at]!, points.y[at]!);
  if (chosen !== undefined) drawEdges(context, placeOf(chosen), neighbours.map(placeOf), colours);
  drawPictures(context, overlay);
  const ring = (at: number, more: number): void => {
    const [left, top] = placeOf(at);
    for (const [width, style] of [
      [4.5, colours.halo],
      [2, colours.line],
    ] as const) {
      context.beginPath();
      context.arc(left, top, overlay.pointSize / 2 + more, 0, 2 * Math.PI);
      context.lineWidth = width;
      context.strokeStyle = style;
      context.stroke();
    }
  };
  for (const at of neighbours) ring(at, 2);
  if (hovered !== undefined) ring(hovered, 4);
  if (chosen !== undefined) ring(chosen, 5);
  drawLasso(context, overlay);
}

function drawEdges(context: CanvasRenderingContext2D, from: Place, ends: readonly Place[], { line, halo }: OverlayColours): void {
  for (const [width, style] of [
    [3.5, halo],
    [1.4, line],
  ] as const) {
    context.beginPath();
    for (const end of ends) {
      context.moveTo(...from);
      context.lineTo(...end);
    }
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke();
  }
}

function drawPictures(context: CanvasRenderingContext2D, { pictures, pictureSide: side, colours }: Overlay): void {
  const inner = side - 6;
  for (const { left, top, image, colour } of pictures) {
    context.save();
    context.beginPath();
    context.roundRect(left - inner / 2, top - inner / 2, inner, inner, ROUNDED);
    context.lineWidth = 5;
    context.strokeStyle = colours.halo;
    context.stroke();
    context.lineWidth = 3;
    context.strokeStyle = colour;
    context.stroke();
    context.clip();
    // The middle square of the picture.
    const cut = Math.min(image.width, image.height);
    context.drawImage(image, (image.width - cut) / 2, (image.height - cut) / 2, cut, cut, left - inner / 2, top - inner / 2, inner, inner);
    context.restore();
  }
}

function drawLasso(context: CanvasRenderingContext2D, { viewport, lasso, drawn, colours }: Overlay): void {
  const line: readonly Place[] =
    drawn ?? Array.from({ length: (lasso?.length ?? 0) / 2 }, (_, at) => toScreen(viewport, lasso![2 * at]!, lasso![2 * at + 1]!));
  if (line.length < 2) return;
  context.beginPath();
  line.forEach(([left, top], at) => (at === 0 ? context.moveTo(left, top) : context.lineTo(left, top)));
  context.closePath();
  context.save();
  context.globalAlpha = 0.08;
  context.fillStyle = colours.line;
  context.fill();
  context.restore();
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.strokeStyle = colours.line;
  context.stroke();
  context.setLineDash([]);
}
