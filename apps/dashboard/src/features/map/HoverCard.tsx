import { useEffect, useState } from 'react';
import { Thumbnail } from '../../entities/collection/Thumbnail.js';
import classes from './HoverCard.module.css';

/** The point below the pointer, and where it is on the map, CSS px. */
export interface HoverCardProps {
  readonly collection: string;
  readonly id: string;
  readonly label: string | null;
  readonly color: string;
  readonly place: readonly [left: number, top: number];
}

/** A picture is only fetched where the pointer stays so long, milliseconds. */
const DWELL_MS = 125;
const CARD_WIDTH = 140;
const BELOW_FROM = 190;

/** What a point is, beside it: its picture, once the pointer has stayed. */
export function HoverCard({ collection, id, label, color, place: [left, top] }: HoverCardProps) {
  const [stayed, setStayed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStayed(true), DWELL_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div
      className={classes['card']}
      data-below={top < BELOW_FROM}
      style={{
        left: `clamp(4px, ${left - CARD_WIDTH / 2}px, calc(100% - ${CARD_WIDTH + 4}px))`,
        top,
        width: CARD_WIDTH,
        borderColor: color,
      }}
      // Read by the list of points; this one follows the pointer alone.
      aria-hidden
    >
      <div className={classes['picture']}>{stayed && <Thumbnail collection={collection} id={id} alt="" />}</div>
      <div className={classes['label']}>{label ?? 'no label'}</div>
      <div className={classes['id']}>{id}</div>
    </div>
  );
}
