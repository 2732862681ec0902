import { Text } from '@mantine/core';
import { formatNumber } from '../../format/format-number.js';
import classes from './PointsInView.module.css';

/** A point as a line of text. */
export interface ListedPoint {
  readonly at: number;
  readonly id: string;
  readonly label: string | null;
  readonly color: string;
}

/** What of the map is in view, for those who do not see it or use no pointer. */
export interface PointsInViewProps {
  /** Those nearest to the middle, nearest first. */
  readonly points: readonly ListedPoint[];
  /** How many there are. */
  readonly count: number;
  readonly chosen: number | undefined;
  readonly onChoose: (at: number) => void;
  /** The focus or a pointer is on one; undefined when it has left. */
  readonly onLook: (at: number | undefined) => void;
}

/** The points in view as a list, nearest to the middle first: the twin of the map. */
export function PointsInView({ points, count, chosen, onChoose, onLook }: PointsInViewProps) {
  return (
    <section aria-label="Points in view" className={classes['view']}>
      <Text fz="sm" fw={620} mb={6}>
        {formatNumber(count)} {count === 1 ? 'point' : 'points'} in view
        {count > points.length && (
          <Text span fz="sm" c="var(--quiet)" fw={400}>
            , the {points.length} in the middle
          </Text>
        )}
      </Text>
      <ul className={classes['list']} aria-label="Points in view, the middle first" onPointerLeave={() => onLook(undefined)}>
        {points.map(({ at, id, label, color }) => (
          <li key={at}>
            <button
              type="button"
              className={classes['point']}
              aria-current={at === chosen ? true : undefined}
              onClick={() => onChoose(at)}
              onFocus={() => onLook(at)}
              onBlur={() => onLook(undefined)}
              onPointerEnter={() => onLook(at)}
            >
              <span className={classes['dot']} style={{ background: color }} aria-hidden />
              <span className={classes['label']}>{label ?? 'no label'}</span>
              <span className={classes['id']}>{id}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
