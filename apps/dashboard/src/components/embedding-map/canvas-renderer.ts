import { groupByColour } from './group-by-colour.js';
import type { MapPoints } from './map-points.js';
import type { Frame, PointColours, PointRenderer, Rgba } from './point-renderer.js';
import { toScreen } from './viewport.js';

/** Below this many device px across nobody sees whether a point is round, and squares are drawn far faster. */
const ROUND_FROM = 5;

/** Draws points by the 2D canvas, colour by colour: for browsers without WebGL 2. */
export function createCanvasRenderer(host: HTMLElement): PointRenderer {
  const canvas = host.ownerDocument.createElement('canvas');
  const context = canvas.getContext('2d')!;
  host.prepend(canvas);
  let points: MapPoints | undefined;
  let colours: PointColours | undefined;
  let order = new Uint32Array();
  let pixelRatio = 1;

  const drawPoints = (shown: Uint32Array, colour: Rgba, { viewport, pointSize }: Frame): void => {
    const { width, height } = viewport.size;
    const half = pointSize / 2;
    const isRound = pointSize * pixelRatio >= ROUND_FROM;
    context.fillStyle = `rgba(${colour[0]}, ${colour[1]}, ${colour[2]}, ${colour[3] / 255})`;
    for (const at of shown) {
      const [left, top] = toScreen(viewport, points!.x[at]!, points!.y[at]!);
      if (left < -half || top < -half || left > width + half || top > height + half) continue;
      if (isRound) {
        context.beginPath();
        context.arc(left, top, half, 0, 2 * Math.PI);
        context.fill();
      } else context.fillRect(left - half, top - half, pointSize, pointSize);
    }
  };

  return {
    kind: 'canvas2d',
    setPoints: (given) => (points = given),
    setColours: (given) => (colours = given),
    setOrder: (given) => (order = Uint32Array.from(given)),
    resize: (width, height, ratio) => {
      pixelRatio = ratio;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    },
    draw: (frame) => {
      context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      if (!points || !colours) return;
      for (const { from, count, dimmed } of frame.ranges) {
        const shown = order.subarray(from, from + count);
        if (dimmed) drawPoints(shown, colours.dimmed, frame);
        else
          for (const [group, members] of groupByColour(shown, colours.group, colours.palette.length))
            drawPoints(members, colours.palette[group]!, frame);
      }
    },
    dispose: () => canvas.remove(),
  };
}
