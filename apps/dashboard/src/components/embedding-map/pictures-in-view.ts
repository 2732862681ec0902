import type { MapPoints } from './map-points.js';
import type { PointGrid } from './point-grid.js';
import { thumbnailPlaces, type ThumbnailPlace } from './thumbnail-places.js';
import { toScreen, visibleRect, type Size, type Viewport } from './viewport.js';

/** Points in view up to which pictures are drawn at them. */
export const MOST_PICTURED = 200;

/** Side of a picture, CSS px. */
export function pictureSide({ width, height }: Size): number {
  return Math.min(84, Math.max(44, Math.min(width, height) / 9));
}

/** Where pictures are drawn; nowhere while too many points are in view. @param mask [N] 0 for dimmed points, which have none. @param chosen has its picture in any case. */
export function picturesInView(
  viewport: Viewport,
  points: MapPoints,
  grid: PointGrid,
  mask: Uint8Array,
  chosen: number | undefined,
): readonly ThumbnailPlace[] {
  const rect = visibleRect(viewport);
  if (grid.countWithin(rect, MOST_PICTURED + 1) > MOST_PICTURED) return [];
  const shown = grid.within(rect).filter((at) => mask[at] === 1 || at === chosen);
  const places = Array.from(shown, (at) => {
    const [left, top] = toScreen(viewport, points.x[at]!, points.y[at]!);
    return { at, left, top };
  });
  return thumbnailPlaces(places, pictureSide(viewport.size), chosen);
}
