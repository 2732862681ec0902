import type { DrawnRange } from './draw-order.js';
import type { MapPoints } from './map-points.js';
import type { Viewport } from './viewport.js';

/** Red, green, blue and how opaque, 0 to 255 each. */
export type Rgba = readonly [number, number, number, number];

/** What a point looks like. */
export interface PointColours {
  /** [N] places in `palette`. */
  readonly group: Uint16Array;
  readonly palette: readonly Rgba[];
  /** Of dimmed points, whatever their group is. */
  readonly dimmed: Rgba;
}

/** What is drawn now. */
export interface Frame {
  readonly viewport: Viewport;
  /** Parts of the order, drawn one after the other. */
  readonly ranges: readonly DrawnRange[];
  /** Across, CSS px. */
  readonly pointSize: number;
}

/** Draws points on a canvas of its own. Points, colours and order are kept until they are set anew, so that a frame carries none of them. */
export interface PointRenderer {
  readonly kind: 'webgl2' | 'canvas2d';
  readonly setPoints: (points: MapPoints) => void;
  readonly setColours: (colours: PointColours) => void;
  /** @param order [N] points, as they are drawn. */
  readonly setOrder: (order: Uint32Array) => void;
  /** @param ratio device px a CSS px. */
  readonly resize: (width: number, height: number, ratio: number) => void;
  readonly draw: (frame: Frame) => void;
  /** Gives everything back and takes its canvas away. */
  readonly dispose: () => void;
}
