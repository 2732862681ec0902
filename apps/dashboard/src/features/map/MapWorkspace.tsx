import type { ProjectionColumns } from '@supcon/sdk';
import { useCallback, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { EmbeddingMap, type EmbeddingMapHandle } from '../../components/embedding-map/EmbeddingMap.js';
import { insidePolygon, lassoOf } from '../../components/embedding-map/lasso.js';
import { mapPoints } from '../../components/embedding-map/map-points.js';
import type { View } from '../../components/embedding-map/viewport.js';
import { Panel } from '../../components/Panel.js';
import { useLookAlikes } from '../../entities/collection/use-look-alikes.js';
import { formatNumber } from '../../format/format-number.js';
import { ChosenPoint } from './ChosenPoint.js';
import { ColourPanel } from './ColourPanel.js';
import { litPoints } from './colouring.js';
import { HoverCard } from './HoverCard.js';
import { MapKeys } from './MapKeys.js';
import { MapNote } from './MapNote.js';
import { MapTools } from './MapTools.js';
import type { MapSearch } from './map-search.js';
import { lassoText, readMapState, viewText } from './map-state.js';
import { nearestTo } from './nearest-to.js';
import { PointsInView } from './PointsInView.js';
import { SelectionPanel } from './SelectionPanel.js';
import { useColouring } from './use-colouring.js';
import { useLookups } from './use-lookups.js';
import type { useMapAddress } from './use-map-address.js';
import { useMapColours } from './use-map-colours.js';
import { useMapPictures } from './use-map-pictures.js';
import classes from './CollectionMap.module.css';

/** A map to look at, and what the address says of it. */
export interface MapWorkspaceProps {
  readonly collection: string;
  readonly projection: ProjectionColumns;
  readonly search: MapSearch;
  readonly address: ReturnType<typeof useMapAddress>;
}

/** Points of the list beside the map. */
const LISTED = 40;

/** The map with its legend, what is chosen and what is selected. Everything that is shown follows from the address; nothing of it asks for the points again. */
export function MapWorkspace({ collection, projection, search, address }: MapWorkspaceProps) {
  const { item, sel, v } = search;
  const state = readMapState(search);
  const map = useRef<EmbeddingMapHandle>(null);
  const keysId = useId();
  const points = useMemo(() => mapPoints(projection.x, projection.y), [projection]);
  const coloured = useColouring(collection, projection, state.colouring);
  const { colouring } = coloured;
  const colours = useMapColours(colouring);
  const { itemOf, placeOf } = useLookups(projection);
  const pictures = useMapPictures(collection, projection.ids, map);

  const onlyKey = JSON.stringify(state.only);
  const only = useMemo(() => {
    const values = new Set(JSON.parse(onlyKey) as (string | null)[]);
    return new Set([...colouring.groups.keys()].filter((place) => values.has(colouring.groups[place]!.value)));
  }, [colouring, onlyKey]);
  // The text stands for the lasso: a polygon that was read anew is another object each time.
  const lasso = useMemo(() => readMapState(sel === undefined ? {} : { sel }).lasso, [sel]);
  const inside = useMemo(() => lasso && insidePolygon(points.x, points.y, lasso), [points, lasso]);
  const lit = useMemo(() => litPoints(colouring, only, inside), [colouring, only, inside]);
  const selected = useMemo(() => (lasso ? Uint32Array.from(lit.keys()).filter((at) => lit[at] === 1) : undefined), [lasso, lit]);

  const chosen = item === undefined ? undefined : placeOf(item);
  const { data: alike, error: unlike, refetch: askAgain } = useLookAlikes(collection, item);
  const neighbours = alike?.neighbours;
  /** Which neighbour `n` and `p` have come to; of another point it says nothing. */
  const [step, setStep] = useState<{ readonly of: string; readonly at: number }>();
  const currentNeighbour = step !== undefined && step.of === item ? neighbours?.[step.at] : undefined;
  const [looked, setLooked] = useState<number>();
  const marks = useMemo(
    () => ({
      chosen,
      neighbours: chosen === undefined ? [] : (neighbours ?? []).flatMap(({ id }) => placeOf(id) ?? []),
      looked: looked ?? (currentNeighbour && placeOf(currentNeighbour.id)),
      lasso,
    }),
    [chosen, neighbours, placeOf, looked, currentNeighbour, lasso],
  );

  const [lassoing, setLassoing] = useState(false);
  const [hovered, setHovered] = useState<{ readonly at: number; readonly place: readonly [number, number] }>();
  const [seen, setSeen] = useState<{ readonly near: readonly number[]; readonly count: number }>({ near: [], count: 0 });
  const [renderer, setRenderer] = useState<'webgl2' | 'canvas2d'>();

  const onIdle = useCallback(
    (view: View, inView: Uint32Array) => {
      setSeen({ near: nearestTo(inView, points, view, LISTED), count: inView.length });
      address.keepView(view);
    },
    [points, address],
  );
  // Back, or a link to this page, changes the view below the map.
  useEffect(() => {
    const handle = map.current;
    const { view } = readMapState(v === undefined ? {} : { v });
    if (handle && viewText(handle.view()) !== viewText(view)) handle.setView(view);
  }, [v]);
  useEffect(() => {
    if (chosen !== undefined) map.current?.reveal(chosen);
  }, [chosen]);

  const choose = (id: string | undefined): void => {
    if (id !== item) address.change({ item: id });
  };
  const stepTo = (by: number): void => {
    if (item === undefined || !neighbours?.length) return;
    const before = step?.of === item ? step.at : by > 0 ? -1 : 0;
    const at = (before + by + neighbours.length) % neighbours.length;
    setStep({ of: item, at });
    const place = placeOf(neighbours[at]!.id);
    if (place !== undefined) map.current?.reveal(place);
  };
  const clear = (): void => {
    if (lassoing) setLassoing(false);
    else if (item !== undefined) address.change({ item: undefined });
    else if (sel !== undefined || only.size > 0) address.change({ sel: undefined, only: undefined });
  };
  const selectInView = (): void => {
    const { left, right, bottom, top } = map.current!.rect();
    const corners = lassoOf([
      [left, bottom],
      [right, bottom],
      [right, top],
      [left, top],
    ]);
    if (corners) address.change({ sel: lassoText(corners) });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.altKey) return;
    const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    const keys: Readonly<Record<string, () => void>> = {
      l: () => setLassoing(!lassoing),
      n: () => stepTo(1),
      p: () => stepTo(-1),
      Escape: clear,
      Enter: () => choose(currentNeighbour?.id ?? (seen.near[0] === undefined ? undefined : itemOf(seen.near[0]).id)),
    };
    const act = isUndo ? address.undo : event.ctrlKey || event.metaKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const colorOf = (at: number): string => colouring.groups[colouring.group[at]!]!.color;
  const said =
    currentNeighbour && step
      ? `Neighbour ${step.at + 1} of ${neighbours!.length}: ${currentNeighbour.label ?? 'no label'}, similarity ${currentNeighbour.similarity.toFixed(3)}. Enter chooses it.`
      : item === undefined
        ? ''
        : `Chosen: ${item}${chosen === undefined ? ', not on this map' : `, ${itemOf(chosen).label ?? 'no label'}`}.`;
  return (
    <>
      <div className={classes['workspace']}>
        <div className={classes['frame']}>
          <EmbeddingMap
            ref={map}
            label={`Map of ${collection}, ${formatNumber(points.x.length)} pictures`}
            describedBy={keysId}
            points={points}
            colours={colours.points}
            overlayColours={colours.overlay}
            mask={lit}
            marks={marks}
            firstView={state.view}
            lassoing={lassoing}
            pictures={pictures}
            onKey={onKey}
            onHover={setHovered}
            onChoose={(at) => choose(at === undefined ? undefined : itemOf(at).id)}
            onLasso={(line) => {
              setLassoing(false);
              address.change({ sel: lassoText(line) });
            }}
            onIdle={onIdle}
            onRenderer={setRenderer}
          />
          {hovered && (
            <HoverCard key={hovered.at} collection={collection} {...itemOf(hovered.at)} color={colorOf(hovered.at)} place={hovered.place} />
          )}
          <MapTools
            lassoing={lassoing}
            onLassoing={setLassoing}
            onZoom={(factor) => map.current?.zoom(factor)}
            onShowAll={() => map.current?.showAll()}
            onSelectInView={selectInView}
          />
          <MapNote lassoing={lassoing} renderer={renderer} />
          <MapKeys id={keysId} />
          <div role="status" className="visually-hidden">
            {said}
          </div>
        </div>
        <div className={classes['rail']}>
          <ColourPanel
            collection={collection}
            by={state.colouring}
            onBy={(by) => address.change({ color: by === 'label' ? undefined : by, only: undefined })}
            coloured={coloured}
            only={only}
            onOnly={(places) => address.change({ only: places.map((place) => colouring.groups[place]!.value) })}
          />
          <Panel>
            <PointsInView
              points={seen.near.map((at) => ({ at, ...itemOf(at), color: colorOf(at) }))}
              count={seen.count}
              chosen={chosen}
              onChoose={(at) => choose(itemOf(at).id)}
              onLook={setLooked}
            />
          </Panel>
        </div>
      </div>
      <div className={classes['below']}>
        {item !== undefined && (
          <ChosenPoint
            collection={collection}
            id={item}
            label={chosen === undefined ? undefined : itemOf(chosen).label}
            neighbours={neighbours}
            error={unlike}
            onRetry={() => void askAgain()}
            current={currentNeighbour?.id}
            onChoose={choose}
            onLook={(id) => setLooked(id === undefined ? undefined : placeOf(id))}
            onClose={() => choose(undefined)}
          />
        )}
        {selected && (
          <SelectionPanel
            key={sel}
            collection={collection}
            selected={selected}
            itemOf={itemOf}
            onLook={setLooked}
            onClear={() => address.change({ sel: undefined })}
          />
        )}
      </div>
    </>
  );
}
