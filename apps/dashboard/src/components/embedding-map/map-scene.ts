import { createCanvasRenderer } from './canvas-renderer.js';
import { drawnRanges, drawOrder, shuffledPoints, type DrawOrder } from './draw-order.js';
import { lassoOf, type Polygon } from './lasso.js';
import { mapPoints, type MapPoints } from './map-points.js';
import { drawOverlay, type OverlayColours } from './overlay.js';
import { pictureSide, picturesInView } from './pictures-in-view.js';
import { createPointGrid, type PointGrid } from './point-grid.js';
import type { PointColours, PointRenderer } from './point-renderer.js';
import { pointSize } from './point-size.js';
import { listenToGestures, type Place } from './pointer-gestures.js';
import { panned, toPlane, toScreen, viewportOf, visibleRect, zoomedAt, type Size, type View, type Viewport } from './viewport.js';
import { createViewMotion } from './view-motion.js';
import { createWebglRenderer } from './webgl-renderer.js';

/** Points that are drawn in a frame while the map moves, at most. */
export const MOST_MOVING = 20_000;
/** How far from a point a pointer may be, CSS px; a finger is wider. */
const HIT_PX = 14;
const TOUCH_PX = 22;

/** Small pictures of points. */
export interface PictureSource {
  /** The picture of a point, once it is there. */
  readonly image: (at: number) => ImageBitmap | undefined;
  /** Which ones are wanted now, instead of those before. */
  readonly want: (points: readonly number[]) => void;
}

/** What a map tells about itself. */
export interface SceneEvents {
  readonly onHover: (hit: { readonly at: number; readonly place: Place } | undefined) => void;
  /** A point was pressed, or none. */
  readonly onChoose: (at: number | undefined) => void;
  readonly onLasso: (lasso: Polygon) => void;
  /** The map stands still, with the points that are in view. */
  readonly onIdle: (view: View, seen: Uint32Array) => void;
  /** What the points are drawn with. */
  readonly onRenderer: (kind: PointRenderer['kind']) => void;
}

/** What is drawn beside the points. */
export interface Marks {
  readonly chosen: number | undefined;
  readonly neighbours: readonly number[];
  /** A point that is pointed at from elsewhere. */
  readonly looked: number | undefined;
  readonly lasso: Polygon | undefined;
}

/** A map of points in an element: what was set is kept, and a frame is drawn where something has changed. */
export type MapScene = ReturnType<typeof createMapScene>;

/** Makes a map in an element, as large as that is. @param reducedMotion whether views change at once. */
export function createMapScene(host: HTMLElement, events: SceneEvents, reducedMotion: () => boolean) {
  const overlay = host.ownerDocument.createElement('canvas');
  host.append(overlay);
  const above = overlay.getContext('2d')!;
  const renderer: PointRenderer = createWebglRenderer(host, () => ask()) ?? createCanvasRenderer(host);
  events.onRenderer(renderer.kind);

  let size: Size = { width: 1, height: 1 };
  let points: MapPoints = mapPoints(new Float32Array(), new Float32Array());
  let grid: PointGrid = createPointGrid(points);
  let shuffled: Uint32Array = new Uint32Array();
  let mask: Uint8Array = new Uint8Array();
  let order: DrawOrder = { order: shuffled, dimmed: 0 };
  let colours: PointColours = { group: new Uint16Array(), palette: [], dimmed: [0, 0, 0, 0] };
  let overlayColours: OverlayColours = { line: '#000', halo: '#fff' };
  let marks: Marks = { chosen: undefined, neighbours: [], looked: undefined, lasso: undefined };
  let pictures: PictureSource | undefined;
  let hovered: number | undefined;
  let drawn: readonly Place[] | undefined;
  let lassoing = false;
  let asked: number | undefined;

  const viewport = (): Viewport => viewportOf(motion.view(), size, points);
  const ask = (): void => {
    asked ??= requestAnimationFrame(draw);
  };
  const rest = (): void => {
    ask();
    pictures?.want(pictured(viewport()).map(({ at }) => at));
    events.onIdle(motion.view(), grid.within(visibleRect(viewport())));
  };
  // While it moves, few points are drawn; once it stands, all of them.
  const motion = createViewMotion({ reducedMotion, onMove: () => ask(), onRest: rest });
  const goTo = (to: View): void => motion.goTo(to, performance.now());

  const pictured = (seenBy: Viewport) => (pictures ? picturesInView(seenBy, points, grid, mask, marks.chosen) : []);
  const cssColour = (at: number): string => {
    const [red, green, blue] = colours.palette[colours.group[at]!] ?? colours.dimmed;
    return `rgb(${red}, ${green}, ${blue})`;
  };

  function draw(now: number): void {
    asked = undefined;
    motion.advance(now);
    const seenBy = viewport();
    const across = pointSize(points.x.length, seenBy.view.zoom);
    const ranges = drawnRanges(order, motion.isMoving() ? MOST_MOVING : Infinity);
    renderer.draw({ viewport: seenBy, ranges, pointSize: across });
    const ratio = overlay.width / Math.max(1, size.width);
    above.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawOverlay(above, {
      ...{ viewport: seenBy, points, pointSize: across, hovered: hovered ?? marks.looked, drawn, ...marks },
      pictures: pictured(seenBy).flatMap((place) => {
        const image = pictures?.image(place.at);
        return image ? [{ ...place, image, colour: cssColour(place.at) }] : [];
      }),
      pictureSide: pictureSide(size),
      colours: overlayColours,
    });
    // For whoever wants to know how much was drawn, tests among them.
    host.dataset['drawn'] = String(ranges.reduce((sum, { count }) => sum + count, 0));
    host.dataset['moving'] = String(motion.isMoving());
  }

  const hit = ([left, top]: Place, radius: number): number | undefined => {
    const seenBy = viewport();
    return grid.nearest(...toPlane(seenBy, left, top), radius / seenBy.scale);
  };
  const hover = (at: number | undefined): void => {
    if (at === hovered) return;
    hovered = at;
    host.style.cursor = at === undefined ? '' : 'pointer';
    events.onHover(at === undefined ? undefined : { at, place: toScreen(viewport(), points.x[at]!, points.y[at]!) });
    ask();
  };
  const stopGestures = listenToGestures(host, {
    drawsLasso: () => lassoing,
    onPan: (right, down) => motion.set(panned(viewport(), right, down)),
    onZoom: (factor, [left, top]) => {
      hover(undefined);
      motion.set(zoomedAt(viewport(), factor, left, top));
    },
    onLasso: (line) => {
      drawn = line;
      ask();
    },
    onLassoEnd: (line) => {
      drawn = undefined;
      const seenBy = viewport();
      const lasso = lassoOf(line.map((place) => toPlane(seenBy, ...place)));
      if (lasso) events.onLasso(lasso);
      ask();
    },
    onTap: (place, isTouch) => events.onChoose(hit(place, isTouch ? TOUCH_PX : HIT_PX)),
    onHover: (place) => hover(place && hit(place, HIT_PX)),
  });

  const resize = new ResizeObserver(() => {
    size = { width: Math.max(1, host.clientWidth), height: Math.max(1, host.clientHeight) };
    const ratio = Math.min(2, devicePixelRatio);
    renderer.resize(size.width, size.height, ratio);
    overlay.width = Math.round(size.width * ratio);
    overlay.height = Math.round(size.height * ratio);
    // A canvas is empty once its size was set; waiting for the next frame would flash.
    draw(performance.now());
    rest();
  });
  resize.observe(host);

  return {
    view: motion.view,
    /** What a frame shows of the plane. */
    rect: () => visibleRect(viewport()),
    setPoints: (given: MapPoints): void => {
      points = given;
      grid = createPointGrid(given);
      shuffled = shuffledPoints(given.x.length);
      order = { order: shuffled, dimmed: 0 };
      hover(undefined);
      renderer.setPoints(given);
      renderer.setOrder(order.order);
      rest();
    },
    setColours: (given: PointColours, overlays: OverlayColours): void => {
      colours = given;
      overlayColours = overlays;
      renderer.setColours(given);
      ask();
    },
    /** @param mask [N] 1 for points in their colour, 0 for dimmed ones. */
    setMask: (given: Uint8Array): void => {
      mask = given;
      order = drawOrder(mask, shuffled);
      renderer.setOrder(order.order);
      rest();
    },
    setMarks: (given: Marks): void => {
      const isOther = given.chosen !== marks.chosen;
      marks = given;
      // The chosen point has its picture in any case.
      if (isOther) rest();
      else ask();
    },
    setPictures: (given: PictureSource | undefined): void => {
      pictures = given;
      rest();
    },
    /** Whether one finger or the mouse draws a lasso. */
    setLassoing: (on: boolean): void => {
      lassoing = on;
      drawn = undefined;
      ask();
    },
    /** Another view, at once. */
    setView: motion.set,
    /** Another view, gliding there. */
    goTo,
    /** @param right shares of the width. @param down shares of the height. */
    pan: (right: number, down: number): void => motion.set(panned(viewport(), -right * size.width, -down * size.height)),
    zoom: (factor: number): void => goTo(zoomedAt({ ...viewport(), view: motion.target() }, factor, size.width / 2, size.height / 2)),
    /** Moves so that a point is in view; nothing where it is already. */
    reveal: (at: number): void => {
      const [x, y] = [points.x[at]!, points.y[at]!];
      const { left, right, bottom, top } = visibleRect(viewport());
      const edge = 0.06 * Math.min(right - left, top - bottom);
      if (x > left + edge && x < right - edge && y > bottom + edge && y < top - edge) return;
      goTo({ x, y, zoom: motion.view().zoom });
    },
    /** Something of a picture has come. */
    refresh: ask,
    dispose: (): void => {
      resize.disconnect();
      stopGestures();
      motion.dispose();
      if (asked !== undefined) cancelAnimationFrame(asked);
      renderer.dispose();
      overlay.remove();
    },
  };
}
