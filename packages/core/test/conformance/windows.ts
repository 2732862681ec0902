import { isSymmetric, type Window } from '../../src/plans/window.js';

/** Windows the encoders use and the awkward ones beside them: every kernel and stride, too much and no padding, odd and even sides. */
export const CONVOLUTIONS: readonly { h: number; w: number; window: Window }[] = [
  { h: 6, w: 5, window: { kernel: 1, stride: 1, padding: 0 } },
  { h: 6, w: 6, window: { kernel: 1, stride: 2, padding: 0 } },
  { h: 7, w: 5, window: { kernel: 1, stride: 2, padding: 0 } },
  { h: 6, w: 6, window: { kernel: 3, stride: 1, padding: 1 } },
  { h: 5, w: 7, window: { kernel: 3, stride: 1, padding: 1 } },
  { h: 6, w: 6, window: { kernel: 3, stride: 2, padding: 1 } },
  { h: 7, w: 5, window: { kernel: 3, stride: 2, padding: 1 } },
  { h: 6, w: 7, window: { kernel: 3, stride: 1, padding: 0 } },
  { h: 6, w: 7, window: { kernel: 3, stride: 2, padding: 0 } },
  { h: 8, w: 9, window: { kernel: 7, stride: 1, padding: 3 } },
  { h: 8, w: 8, window: { kernel: 7, stride: 2, padding: 3 } },
  { h: 9, w: 7, window: { kernel: 7, stride: 2, padding: 3 } },
  { h: 2, w: 2, window: { kernel: 3, stride: 2, padding: 1 } },
  { h: 1, w: 1, window: { kernel: 3, stride: 1, padding: 1 } },
  { h: 6, w: 9, window: { kernel: 5, stride: 1, padding: 2 } },
  { h: 6, w: 8, window: { kernel: 3, stride: 2, padding: 'same' } },
  { h: 7, w: 6, window: { kernel: 3, stride: 2, padding: 'same' } },
  { h: 8, w: 8, window: { kernel: 5, stride: 2, padding: 'same' } },
  { h: 7, w: 10, window: { kernel: 5, stride: 2, padding: 'same' } },
  { h: 2, w: 1, window: { kernel: 5, stride: 2, padding: 'same' } },
  { h: 5, w: 6, window: { kernel: 1, stride: 2, padding: 'same' } },
  { h: 5, w: 6, window: { kernel: 3, stride: 1, padding: 'same' } },
];
export const POOLS = CONVOLUTIONS.flatMap(({ h, w, window }) => (window.kernel === 3 && isSymmetric(window) ? [{ h, w, window }] : []));

/** With a title for each. */
export const titled = <W extends Window>(cases: readonly { h: number; w: number; window: W }[]) =>
  cases.map(({ h, w, window }) => ({
    h,
    w,
    window,
    title: `${window.kernel}x${window.kernel} /${window.stride} pad ${window.padding} on ${h}x${w}`,
  }));
