import type { RunStatus } from '@supcon/sdk';
import classes from './StatusBadge.module.css';

/** A run's status as word and colour. */
export function StatusBadge({ status }: { readonly status: RunStatus }) {
  return (
    <span className={classes['badge']} data-status={status}>
      <span className={classes['dot']} aria-hidden />
      {status}
    </span>
  );
}
