/** A place on the element, CSS px from its left and top. */
export type Place = readonly [left: number, top: number];

/** What pointers do on a map. */
export interface GestureEvents {
  /** Whether a finger or the pressed button draws a lasso rather than moving the map. */
  readonly drawsLasso: () => boolean;
  readonly onPan: (right: number, down: number) => void;
  readonly onZoom: (factor: number, at: Place) => void;
  /** The line so far; undefined where it was broken off. */
  readonly onLasso: (line: readonly Place[] | undefined) => void;
  readonly onLassoEnd: (line: readonly Place[]) => void;
  /** Pressed and let go in the same place. */
  readonly onTap: (at: Place, isTouch: boolean) => void;
  /** Where a mouse or pen is without being pressed; undefined where it has left. */
  readonly onHover: (at: Place | undefined) => void;
}

/** Farther than this it is no tap, CSS px. */
const TAP_PX = 5;
const WHEEL_PX_A_FACTOR_OF_E = 400;
/** Of wheels that count lines. */
const LINE_PX = 20;

/** Hears pointers and the wheel on an element: one finger or the mouse moves the map or draws a lasso, with Shift always a lasso; two fingers move and zoom. @returns stops hearing. */
export function listenToGestures(element: HTMLElement, events: GestureEvents): () => void {
  const pressed = new Map<number, Place>();
  let doing: 'nothing' | 'pressing' | 'panning' | 'lasso' | 'pinching' = 'nothing';
  let line: Place[] = [];
  let begun: Place = [0, 0];

  const placeOf = (event: MouseEvent): Place => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const down = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    const place = placeOf(event);
    pressed.set(event.pointerId, place);
    events.onHover(undefined);
    if (pressed.size > 1) {
      if (doing === 'lasso') events.onLasso(undefined);
      doing = 'pinching';
      return;
    }
    begun = place;
    line = [place];
    doing = events.drawsLasso() || event.shiftKey ? 'lasso' : 'pressing';
  };
  const move = (event: PointerEvent): void => {
    const place = placeOf(event);
    const before = pressed.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== 'touch') events.onHover(place);
      return;
    }
    if (doing === 'pinching') {
      const other = [...pressed].find(([id]) => id !== event.pointerId)?.[1];
      if (other) pinch(events, before, place, other);
    }
    pressed.set(event.pointerId, place);
    if (doing === 'lasso') {
      line.push(place);
      events.onLasso(line);
      return;
    }
    if (doing === 'pressing' && farFrom(begun, place) > TAP_PX) {
      doing = 'panning';
      events.onPan(place[0] - begun[0], place[1] - begun[1]);
    } else if (doing === 'panning') events.onPan(place[0] - before[0], place[1] - before[1]);
  };
  const up = (event: PointerEvent): void => {
    if (!pressed.delete(event.pointerId)) return;
    const ended = doing;
    if (pressed.size > 0) return;
    doing = 'nothing';
    const isTap = ended === 'pressing' || (ended === 'lasso' && line.every((place) => farFrom(begun, place) <= TAP_PX));
    if (event.type === 'pointercancel') {
      if (ended === 'lasso') events.onLasso(undefined);
    } else if (isTap) {
      if (ended === 'lasso') events.onLasso(undefined);
      events.onTap(begun, event.pointerType === 'touch');
    } else if (ended === 'lasso') events.onLassoEnd(line);
  };
  const leave = (): void => events.onHover(undefined);
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const px = event.deltaY * (event.deltaMode === 0 ? 1 : LINE_PX);
    // A pinch on a trackpad comes as a wheel with Ctrl, in small steps.
    events.onZoom(Math.exp((-px * (event.ctrlKey ? 4 : 1)) / WHEEL_PX_A_FACTOR_OF_E), placeOf(event));
  };

  const heard = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, pointerleave: leave, wheel } as const;
  for (const [name, listener] of Object.entries(heard)) element.addEventListener(name, listener as EventListener, { passive: false });
  return () => {
    for (const [name, listener] of Object.entries(heard)) element.removeEventListener(name, listener as EventListener);
  };
}

/** One of two fingers has moved: their middle moves the map, their distance zooms it. */
function pinch({ onPan, onZoom }: GestureEvents, before: Place, after: Place, other: Place): void {
  onPan((after[0] - before[0]) / 2, (after[1] - before[1]) / 2);
  const apart = farFrom(before, other);
  if (apart > 0) onZoom(farFrom(after, other) / apart, [(after[0] + other[0]) / 2, (after[1] + other[1]) / 2]);
}

function farFrom(a: Place, b: Place): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
