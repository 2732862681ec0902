import { beforeEach, expect, it } from 'vitest';
import { listenToGestures, type GestureEvents } from './pointer-gestures.js';

let told: unknown[];
let lasso: boolean;
let element: EventTarget;
let stop: () => void;

beforeEach(() => {
  told = [];
  lasso = false;
  element = Object.assign(new EventTarget(), { setPointerCapture: () => undefined, getBoundingClientRect: () => ({ left: 100, top: 50 }) });
  const tell =
    (name: string) =>
    (...values: unknown[]) =>
      void told.push([name, ...(JSON.parse(JSON.stringify(values)) as unknown[])]);
  const events: GestureEvents = {
    drawsLasso: () => lasso,
    onPan: tell('pan'),
    onZoom: (factor, at) => void told.push(['zoom', Number(factor.toFixed(3)), at]),
    onLasso: (line) => void told.push(['lasso', line?.length]),
    onLassoEnd: tell('lasso end'),
    onTap: tell('tap'),
    onHover: (at) => at && void told.push(['hover', at]),
  };
  stop = listenToGestures(element as HTMLElement, events);
});

/** Of a pointer at a place of the element. */
const send = (type: string, left: number, top: number, more: object = {}) =>
  element.dispatchEvent(
    Object.assign(new Event(type, { cancelable: true }), {
      ...{ clientX: left + 100, clientY: top + 50, pointerId: 1, pointerType: 'mouse', button: 0, shiftKey: false, ctrlKey: false },
      ...more,
    }),
  );

it('tells a tap from moving the map', () => {
  send('pointerdown', 10, 10);
  send('pointermove', 12, 11);
  send('pointerup', 12, 11);
  expect(told).toEqual([['tap', [10, 10], false]]);
  told = [];
  send('pointerdown', 10, 10);
  send('pointermove', 20, 10);
  send('pointermove', 25, 8);
  send('pointerup', 25, 8);
  expect(told).toEqual([
    ['pan', 10, 0],
    ['pan', 5, -2],
  ]);
});

it('draws a lasso with Shift, or where it is asked to; a tap stays one', () => {
  send('pointerdown', 0, 0, { shiftKey: true });
  send('pointermove', 30, 0);
  send('pointermove', 30, 30);
  send('pointerup', 30, 30);
  expect(told).toEqual([
    ['lasso', 2],
    ['lasso', 3],
    [
      'lasso end',
      [
        [0, 0],
        [30, 0],
        [30, 30],
      ],
    ],
  ]);
  lasso = true;
  told = [];
  send('pointerdown', 5, 5, { pointerType: 'touch' });
  send('pointerup', 5, 5, { pointerType: 'touch' });
  expect(told).toEqual([
    ['lasso', undefined],
    ['tap', [5, 5], true],
  ]);
});

it('breaks a lasso off where a second finger comes, and moves and zooms with both', () => {
  lasso = true;
  const first = { pointerId: 1, pointerType: 'touch' };
  const second = { pointerId: 2, pointerType: 'touch' };
  send('pointerdown', 0, 0, first);
  send('pointermove', 20, 0, first);
  send('pointerdown', 120, 0, second);
  told = [];
  send('pointermove', 220, 0, second);
  expect(told).toEqual([
    ['pan', 50, 0],
    ['zoom', 2, [120, 0]],
  ]);
  told = [];
  send('pointerup', 220, 0, second);
  send('pointerup', 20, 0, first);
  expect(told).toEqual([]);
});

it('zooms with the wheel, hovers with a mouse, and stops hearing', () => {
  send('wheel', 40, 40, { deltaY: -400, deltaMode: 0 });
  send('pointermove', 7, 9);
  send('pointermove', 7, 9, { pointerType: 'touch' });
  expect(told).toEqual([
    ['zoom', 2.718, [40, 40]],
    ['hover', [7, 9]],
  ]);
  stop();
  send('pointermove', 8, 9);
  expect(told).toHaveLength(2);
});
