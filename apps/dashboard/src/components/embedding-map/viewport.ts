/** What part of the plane is looked at: the point in the middle, and how much closer than where everything fits. */
export interface View {
  readonly x: number;
  readonly y: number;
  /** 1 where everything fits. */
  readonly zoom: number;
}

/** Of the canvas, CSS px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Half the width and height of all points around 0. */
export interface Extent {
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** A rectangle of the plane; `top` is the larger y. */
export interface Rect {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** A view on a canvas: what turns places of the plane into those of the screen and back. */
export interface Viewport {
  readonly view: View;
  readonly size: Size;
  /** CSS px a unit of the plane. */
  readonly scale: number;
}

/** Everything, from a little away. */
export const WHOLE: View = { x: 0, y: 0, zoom: 1 };
/** How near one gets; float32 tells neighbours apart well beyond. */
export const MOST_ZOOM = 2000;
const LEAST_ZOOM = 0.25;
/** Of the canvas, what the points take when all of them are shown. */
const FILLED = 0.92;

/** A view on a canvas. */
export function viewportOf(view: View, size: Size, { halfWidth, halfHeight }: Extent): Viewport {
  const fit = Math.min(size.width / (2 * Math.max(halfWidth, 1e-6)), size.height / (2 * Math.max(halfHeight, 1e-6)));
  return { view, size, scale: Math.max(1e-6, FILLED * fit * view.zoom) };
}

/** Where a place of the plane is on the canvas, CSS px from its left and top. */
export function toScreen({ view, size, scale }: Viewport, x: number, y: number): readonly [number, number] {
  return [size.width / 2 + (x - view.x) * scale, size.height / 2 - (y - view.y) * scale];
}

/** The place of the plane below a place of the canvas. */
export function toPlane({ view, size, scale }: Viewport, left: number, top: number): readonly [number, number] {
  return [view.x + (left - size.width / 2) / scale, view.y - (top - size.height / 2) / scale];
}

/** What of the plane is on the canvas. */
export function visibleRect({ view, size, scale }: Viewport): Rect {
  const [halfWidth, halfHeight] = [size.width / 2 / scale, size.height / 2 / scale];
  return { left: view.x - halfWidth, right: view.x + halfWidth, bottom: view.y - halfHeight, top: view.y + halfHeight };
}

/** The view after the points were dragged. @param right CSS px to the right. @param down CSS px down. */
export function panned({ view, scale }: Viewport, right: number, down: number): View {
  return bounded({ ...view, x: view.x - right / scale, y: view.y + down / scale });
}

/** The view so many times closer, with what lies below a place of the canvas kept there. */
export function zoomedAt(viewport: Viewport, factor: number, left: number, top: number): View {
  const { view, size, scale } = viewport;
  const [x, y] = toPlane(viewport, left, top);
  const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, view.zoom * factor));
  const near = (scale * zoom) / view.zoom;
  return bounded({ x: x - (left - size.width / 2) / near, y: y + (top - size.height / 2) / near, zoom });
}

/** The view a share of the way to another; zoom goes by factors, so that it looks even. @param share 0 to 1. */
export function between(from: View, to: View, share: number): View {
  return {
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
    zoom: from.zoom * (to.zoom / from.zoom) ** share,
  };
}

/** The same, with its middle where points are and its zoom in bounds: nobody gets lost. */
export function bounded({ x, y, zoom }: View): View {
  const within = (value: number): number => Math.min(1, Math.max(-1, value));
  return { x: within(x), y: within(y), zoom: Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom)) };
}
