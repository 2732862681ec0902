import type { ReactNode } from 'react';
import classes from './UnitPlot.module.css';

/** What is drawn in a square from 0 to 1 on both sides. */
export interface UnitPlotProps {
  readonly label: string;
  readonly x: string;
  readonly y: string;
  /** SVG, in a square of 100 with (0, 0) at the top left. */
  readonly children: ReactNode;
}

/** A square plot of two shares, with the diagonal. */
export function UnitPlot({ label, x, y, children }: UnitPlotProps) {
  const ticks = [0, 25, 50, 75, 100];
  return (
    <div className={classes['plot']}>
      <svg viewBox="-17 -3 121 121" role="img" aria-label={label} className={classes['svg']}>
        {ticks.map((at) => (
          <g key={at}>
            <line x1={0} x2={100} y1={at} y2={at} className={classes['grid']} />
            <line y1={0} y2={100} x1={at} x2={at} className={classes['grid']} />
            <text x={-3} y={101.5 - at} textAnchor="end" className={classes['tick']}>
              {at}
            </text>
            <text x={at} y={107} textAnchor="middle" className={classes['tick']}>
              {at}
            </text>
          </g>
        ))}
        <line x1={0} y1={100} x2={100} y2={0} className={classes['diagonal']} />
        {children}
        <text x={50} y={115.5} textAnchor="middle" className={classes['axis']}>
          {x}
        </text>
        <text x={-13} y={50} textAnchor="middle" transform="rotate(-90 -13 50)" className={classes['axis']}>
          {y}
        </text>
      </svg>
    </div>
  );
}
