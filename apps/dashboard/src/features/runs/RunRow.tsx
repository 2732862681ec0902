import type { RunSummary } from '@supcon/sdk';
import { useIntersection } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { LossSparkline } from '../../entities/run/LossSparkline.js';
import { lossName } from '../../entities/run/loss-name.js';
import { StatusBadge } from '../../entities/run/StatusBadge.js';
import { formatAgo } from '../../format/format-ago.js';
import { formatDuration } from '../../format/format-duration.js';
import { formatPercent } from '../../format/format-percent.js';
import { runSeconds } from '../../entities/run/run-seconds.js';
import { useRunOutline } from '../../entities/run/use-run-outline.js';
import table from '../../components/CardTable.module.css';
import classes from './RunsPage.module.css';

/** One run of the table. Its curve is asked for once the row is in view. */
export function RunRow({ run, now }: { readonly run: RunSummary; readonly now: number }) {
  const { ref, entry } = useIntersection({ rootMargin: '200px' });
  const { data: outline } = useRunOutline(run, entry?.isIntersecting ?? false);
  const seconds = runSeconds(run, now);
  const share = run.epochs !== undefined && run.epochs > 0 ? (run.epoch ?? 0) / run.epochs : 0;
  return (
    <tr ref={ref} role="row">
      <td role="cell">
        <Link to="/runs/$id" params={{ id: run.id }} className={table['name']}>
          {run.id}
        </Link>
        <div className={table['sub']}>{formatAgo(run.startedAt ?? run.updatedAt, now)}</div>
      </td>
      <td role="cell" data-label="Status">
        <StatusBadge status={run.status} />
        {run.error !== undefined && (
          <div className={`${table['sub']} ${classes['error']}`} title={run.error.message}>
            <b>{run.error.code}</b> {run.error.message}
          </div>
        )}
        {run.status === 'running' && (
          <>
            <div className={table['sub']}>
              epoch {run.epoch ?? 0} of {run.epochs ?? '–'}
            </div>
            {run.etaSeconds !== undefined && <div className={table['sub']}>{formatDuration(run.etaSeconds)} left</div>}
            <div className={classes['progress']} aria-hidden>
              <div style={{ width: `${100 * share}%` }} />
            </div>
          </>
        )}
      </td>
      <td role="cell" data-label="Recipe, data, loss">
        {run.recipe ?? '–'} on {run.data ?? '–'}
        <div className={table['sub']}>{outline?.loss === undefined ? '–' : lossName(outline.loss)}</div>
      </td>
      <td role="cell" data-label="Curve">
        <LossSparkline line={outline?.line} />
      </td>
      <td role="cell" data-label="Validation 5-NN, best / last" className={table['number']}>
        {formatPercent(outline?.knn?.best)}
        <div className={table['sub']}>last {formatPercent(outline?.knn?.last)}</div>
      </td>
      <td role="cell" data-label="Test linear" className={table['number']}>
        {formatPercent(run.result?.test?.linear)}
      </td>
      <td role="cell" data-label="Test 5-NN" className={table['number']}>
        {formatPercent(run.result?.test?.knn)}
      </td>
      <td role="cell" data-label="Duration" className={table['number']}>
        {seconds === undefined ? '–' : formatDuration(seconds)}
      </td>
    </tr>
  );
}
