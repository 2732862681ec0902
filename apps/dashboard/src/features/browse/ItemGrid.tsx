import { useElementSize, useMergedRef } from '@mantine/hooks';
import type { Item } from '@supcon/sdk';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { PictureTile } from '../../entities/collection/PictureTile.js';
import { GRID_GAP, gridLayout, nextPlace } from './grid-places.js';

/** Pictures to look through. */
export interface ItemGridProps {
  readonly collection: string;
  readonly items: readonly Pick<Item, 'id' | 'label'>[];
  /** Whether there are more than these. */
  readonly hasMore: boolean;
  /** Asked for when the end comes near. */
  readonly onMore: () => void;
  /** Id of the picture that is looked at closely. */
  readonly current: string | undefined;
  readonly onPick: (id: string) => void;
}

/** However many pictures, only those in view are drawn. Arrow keys, Home and End lead from one to another. */
export function ItemGrid({ collection, items, hasMore, onMore, current, onPick }: ItemGridProps) {
  const { ref: sizeRef, width } = useElementSize<HTMLUListElement>();
  const list = useRef<HTMLUListElement>(null);
  const ref = useMergedRef(sizeRef, list);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY), [width]);
  const { columns, rowHeight } = gridLayout(width);
  const rows = useWindowVirtualizer({
    count: Math.ceil(items.length / columns),
    estimateSize: () => rowHeight,
    overscan: 3,
    scrollMargin: top,
  });
  useEffect(() => rows.measure(), [rows, rowHeight]);
  const shown = rows.getVirtualItems();
  const [first, last] = [shown[0], shown.at(-1)];
  const nearEnd = (last?.index ?? 0) >= Math.ceil(items.length / columns) - 3;
  useEffect(() => {
    if (hasMore && nearEnd) onMore();
  }, [hasMore, nearEnd, onMore, items.length]);

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>): void => {
    const place = Number((event.target as HTMLElement).dataset['place']);
    const next = nextPlace(event.key, place, { columns, count: items.length });
    if (next === undefined) return;
    event.preventDefault();
    const tile = (): HTMLElement | null | undefined => list.current?.querySelector<HTMLElement>(`[data-place="${next}"]`);
    if (tile()) {
      tile()?.focus();
      return;
    }
    // A row that is far out of view is drawn in the next frame.
    rows.scrollToIndex(Math.floor(next / columns));
    requestAnimationFrame(() => tile()?.focus());
  };

  const from = (first?.index ?? 0) * columns;
  return (
    <ul
      ref={ref}
      aria-label="Pictures"
      onKeyDown={onKeyDown}
      style={{
        display: 'grid',
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        columnGap: GRID_GAP,
        gridAutoRows: rowHeight,
        listStyle: 'none',
        margin: 0,
        padding: 0,
        paddingTop: first ? first.start - top : 0,
        height: rows.getTotalSize(),
        boxSizing: 'border-box',
      }}
    >
      {items.slice(from, ((last?.index ?? -1) + 1) * columns).map((item, at) => (
        <li key={item.id} aria-posinset={from + at + 1} aria-setsize={hasMore ? -1 : items.length}>
          <PictureTile
            collection={collection}
            item={item}
            action="look at it closely"
            onPress={() => onPick(item.id)}
            isCurrent={item.id === current}
            place={from + at}
          />
        </li>
      ))}
    </ul>
  );
}
