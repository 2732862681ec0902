import { between, bounded, WHOLE, type View } from './viewport.js';

/** Since the last movement until the map counts as standing, milliseconds. */
const IDLE_MS = 120;
const GLIDE_MS = 220;

/** Who is told, and how views change. */
export interface ViewMotionOptions {
  /** Whether views change at once rather than gliding. */
  readonly reducedMotion: () => boolean;
  /** Another view is to be drawn. */
  readonly onMove: () => void;
  /** It stands. */
  readonly onRest: () => void;
}

/** Which part of the plane is looked at, and how that changes: at once, or gliding frame by frame. */
export function createViewMotion({ reducedMotion, onMove, onRest }: ViewMotionOptions) {
  let view = WHOLE;
  let isMoving = false;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let glide: { readonly from: View; readonly to: View; readonly begun: number } | undefined;

  const move = (to: View): void => {
    view = bounded(to);
    isMoving = true;
    clearTimeout(idle);
    idle = setTimeout(() => {
      isMoving = false;
      onRest();
    }, IDLE_MS);
    onMove();
  };
  const set = (to: View): void => {
    glide = undefined;
    move(to);
  };
  return {
    view: (): View => view,
    /** The view that it glides to, or the one that it has. */
    target: (): View => glide?.to ?? view,
    isMoving: (): boolean => isMoving,
    /** Another view, at once. */
    set,
    /** Another view, gliding there from `now` on. */
    goTo: (to: View, now: number): void => {
      if (reducedMotion()) {
        set(to);
        return;
      }
      glide = { from: view, to: bounded(to), begun: now };
      move(view);
    },
    /** Before each frame: goes on gliding. */
    advance: (now: number): void => {
      if (!glide) return;
      const { from, to, begun } = glide;
      const share = Math.min(1, Math.max(0, now - begun) / GLIDE_MS);
      if (share === 1) glide = undefined;
      move(share === 1 ? to : between(from, to, 1 - (1 - share) ** 3));
    },
    /** Nothing is told any more. */
    dispose: (): void => clearTimeout(idle),
  };
}
