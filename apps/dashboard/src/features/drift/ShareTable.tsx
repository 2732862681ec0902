import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import table from '../../components/CardTable.module.css';
import classes from './DriftPage.module.css';

/** Shares of late beside those of validation. */
export interface ShareTableProps {
  readonly caption: string;
  readonly rows: readonly {
    readonly name: string;
    readonly pictures: number;
    readonly share: number | null;
    readonly reference: number | null;
  }[];
}

/** A row for each that there is or was, with a bar for now and a mark for before. */
export function ShareTable({ caption, rows: all }: ShareTableProps) {
  const rows = all.filter(({ pictures, reference }) => pictures > 0 || (reference ?? 0) > 0);
  if (rows.length === 0) return null;
  return (
    // A list that is longer than its box is scrolled by keyboard too.
    <div className={classes['shares']} tabIndex={rows.length > 2 ? 0 : undefined} role="group" aria-label={caption}>
      <table className={table['table']}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{caption}</th>
            <th scope="col" className={table['number']}>
              of late
            </th>
            <th scope="col" className={table['number']}>
              validation
            </th>
            <th scope="col">
              <span className="visually-hidden">Both as a bar</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, pictures, share, reference }) => (
            <tr key={name}>
              <td>{name}</td>
              <td className={table['number']} data-label="of late" title={`${formatNumber(pictures)} pictures`}>
                {formatPercent(share ?? undefined)}
              </td>
              <td className={table['number']} data-label="validation">
                {formatPercent(reference ?? undefined)}
              </td>
              <td>
                <div className={classes['bar']} aria-hidden>
                  {share !== null && <div className={classes['now']} style={{ width: `${100 * share}%` }} />}
                  {reference !== null && <div className={classes['then']} style={{ left: `calc(${100 * reference}% - 1px)` }} />}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
