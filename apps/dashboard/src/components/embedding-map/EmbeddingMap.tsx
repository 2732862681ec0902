import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type Ref } from 'react';
import type { Polygon } from './lasso.js';
import type { MapPoints } from './map-points.js';
import { createMapScene, type MapScene, type Marks, type PictureSource, type SceneEvents } from './map-scene.js';
import type { OverlayColours } from './overlay.js';
import type { PointColours } from './point-renderer.js';
import { WHOLE, type Rect, type View } from './viewport.js';
import classes from './EmbeddingMap.module.css';

/** What can be done with a map from outside. */
export interface EmbeddingMapHandle {
  readonly focus: () => void;
  /** Which points are shown in their colour. @param mask [N] 1 for them, 0 for dimmed ones. */
  readonly setMask: (mask: Uint8Array) => void;
  readonly setView: (view: View) => void;
  readonly view: () => View;
  /** What is in view. */
  readonly rect: () => Rect;
  readonly zoom: (factor: number) => void;
  readonly showAll: () => void;
  /** Moves to a point that is out of view. */
  readonly reveal: (at: number) => void;
  /** Something of `pictures` has come. */
  readonly refresh: () => void;
}

/** N points and how they are shown. Arrays are compared by identity: another one is drawn, a changed one is not. */
export interface EmbeddingMapProps extends SceneEvents {
  /** What it is a map of, for those who cannot see it. */
  readonly label: string;
  /** Id of the text that says which keys there are. */
  readonly describedBy: string;
  readonly points: MapPoints;
  readonly colours: PointColours;
  readonly overlayColours: OverlayColours;
  /** [N] 1 for points in their colour, 0 for dimmed ones. */
  readonly mask: Uint8Array;
  readonly marks: Marks;
  /** Where it begins. */
  readonly firstView: View;
  /** Whether one finger or the mouse draws a lasso rather than moving the map. */
  readonly lassoing: boolean;
  /** Drawn at their points where few are in view; from where they come must not change. */
  readonly pictures: PictureSource;
  /** A key that the map itself has no use for. */
  readonly onKey: (event: KeyboardEvent) => void;
  readonly ref: Ref<EmbeddingMapHandle>;
}

/** Of the map, that an arrow key moves it. */
const STEP = 0.12;
const ZOOM_STEP = 1.5;

/** Very many points to look at, choose and enclose; by WebGL 2, or by a 2D canvas where that is missing. Arrows move, + and - zoom, 0 shows everything. */
export function EmbeddingMap(props: EmbeddingMapProps) {
  const { label, describedBy, points, colours, overlayColours, mask, marks, firstView, lassoing, pictures, onKey, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const scene = useRef<MapScene>(null);
  const reducedMotion = useReducedMotion();
  const latest = useRef({ ...props, reducedMotion });
  useEffect(() => {
    latest.current = { ...props, reducedMotion };
  });

  useEffect(() => {
    const made = createMapScene(
      host.current!,
      {
        onHover: (hit) => latest.current.onHover(hit),
        onChoose: (at) => latest.current.onChoose(at),
        onLasso: (lasso: Polygon) => latest.current.onLasso(lasso),
        onIdle: (view, seen) => latest.current.onIdle(view, seen),
        onRenderer: (kind) => latest.current.onRenderer(kind),
      },
      () => latest.current.reducedMotion,
    );
    made.setView(latest.current.firstView);
    scene.current = made;
    return () => {
      scene.current = null;
      made.dispose();
    };
  }, []);
  useEffect(() => scene.current?.setPoints(points), [points]);
  useEffect(() => scene.current?.setColours(colours, overlayColours), [colours, overlayColours]);
  useEffect(() => scene.current?.setMask(mask), [points, mask]);
  useEffect(() => scene.current?.setMarks(marks), [marks]);
  useEffect(() => scene.current?.setPictures(pictures), [pictures]);
  useEffect(() => scene.current?.setLassoing(lassoing), [lassoing]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => host.current?.focus(),
      setMask: (given) => scene.current?.setMask(given),
      setView: (view) => scene.current?.setView(view),
      view: () => scene.current?.view() ?? firstView,
      rect: () => scene.current?.rect() ?? { left: -1, right: 1, bottom: -1, top: 1 },
      zoom: (factor) => scene.current?.zoom(factor),
      showAll: () => scene.current?.goTo(WHOLE),
      reveal: (at) => scene.current?.reveal(at),
      refresh: () => scene.current?.refresh(),
    }),
    [firstView],
  );

  const keys: Readonly<Record<string, (map: MapScene) => void>> = {
    ArrowLeft: (map) => map.pan(-STEP, 0),
    ArrowRight: (map) => map.pan(STEP, 0),
    ArrowUp: (map) => map.pan(0, -STEP),
    ArrowDown: (map) => map.pan(0, STEP),
    '+': (map) => map.zoom(ZOOM_STEP),
    '=': (map) => map.zoom(ZOOM_STEP),
    '-': (map) => map.zoom(1 / ZOOM_STEP),
    '0': (map) => map.goTo(WHOLE),
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) {
      onKey(event);
      return;
    }
    event.preventDefault();
    if (scene.current) act(scene.current);
  };
  return (
    <div
      ref={host}
      className={classes['map']}
      data-lassoing={lassoing}
      data-points={points.x.length}
      tabIndex={0}
      role="application"
      aria-roledescription="map of points"
      aria-label={label}
      aria-describedby={describedBy}
      onKeyDown={onKeyDown}
    />
  );
}
