import { formatPercent } from '../format/format-percent.js';
import classes from './ScoreBars.module.css';

/** One bar. */
export interface Score {
  readonly name: string;
  /** 0..1; undefined where it was not measured. */
  readonly value: number | undefined;
  readonly note?: string;
  readonly color?: string;
}

/** Shares as bars from 0 to 1, each with its number. Without drawing it is a plain list of names and percentages.
 * @param dense one line for each, for many. */
export function ScoreBars({
  scores,
  label,
  dense = false,
}: {
  readonly scores: readonly Score[];
  readonly label: string;
  readonly dense?: boolean;
}) {
  return (
    <ul className={[classes['list'], dense ? classes['dense'] : ''].join(' ')} aria-label={label}>
      {scores.map(({ name, value, note, color = 'var(--mantine-primary-color-filled)' }) => (
        <li key={name} className={classes['row']}>
          <span className={classes['name']} title={name}>
            {name}
          </span>
          <span className={classes['value']}>{formatPercent(value)}</span>
          <span className={classes['track']} aria-hidden>
            <span className={classes['fill']} style={{ display: 'block', width: `${100 * (value ?? 0)}%`, ['--bar' as string]: color }} />
          </span>
          {note !== undefined && <span className={classes['note']}>{note}</span>}
        </li>
      ))}
    </ul>
  );
}
