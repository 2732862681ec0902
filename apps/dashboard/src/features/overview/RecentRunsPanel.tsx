import { Anchor, Skeleton } from '@mantine/core';
import type { RunSummary } from '@supcon/sdk';
import { IconChartLine } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useRunEvents, useRuns } from '../../api/queries.js';
import { useNow } from '../../api/use-now.js';
import { SERIES_COLORS } from '../../app/series-colors.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { Sparkline } from '../../components/Sparkline.js';
import { StatusBadge } from '../../components/StatusBadge.js';
import { formatAgo } from '../../format/format-ago.js';
import { formatDuration } from '../../format/format-duration.js';
import { formatPercent } from '../../format/format-percent.js';
import { hasValues, runCurves } from '../run/run-curves.js';
import classes from './OverviewPage.module.css';

const SHOWN = 5;

/** The newest trainings. */
export function RecentRunsPanel() {
  const { data: runs, error, refetch } = useRuns();
  const now = useNow(5000);
  return (
    <Panel
      title="Recent runs"
      aside={
        <Anchor component={Link} to="/runs" fz="sm">
          All runs
        </Anchor>
      }
    >
      {error && <ErrorNotice title="The runs could not be read" error={error} onRetry={() => void refetch()} />}
      {runs === undefined && !error && <Skeleton h={150} />}
      {runs?.length === 0 && (
        <EmptyState
          icon={<IconChartLine size={24} />}
          title="No training yet"
          text="The sample pictures are made on the spot; the training takes a few minutes."
          command="npx nx run train:quick"
        />
      )}
      {runs?.slice(0, SHOWN).map((run) => (
        <RecentRun key={run.id} run={run} now={now} />
      ))}
    </Panel>
  );
}

function RecentRun({ run, now }: { readonly run: RunSummary; readonly now: number }) {
  const { data: events } = useRunEvents(run, true);
  const curves = runCurves(events ?? []);
  const contrastive = hasValues(curves.contrastive);
  const linear = run.result?.test?.linear;
  return (
    <Link to="/runs/$id" params={{ id: run.id }} className={classes['run']}>
      <div>
        <div className={classes['runName']}>{run.id}</div>
        <div className={`${classes['sub']} numbers`}>
          {formatAgo(run.startedAt ?? run.updatedAt, now)}
          {run.status === 'running' &&
            ` · epoch ${run.epoch ?? 0} of ${run.epochs ?? '–'}${run.etaSeconds === undefined ? '' : `, ${formatDuration(run.etaSeconds)} left`}`}
        </div>
      </div>
      <div className={classes['right']}>
        <StatusBadge status={run.status} />
        {linear !== undefined && <div className={`${classes['sub']} numbers`}>test {formatPercent(linear)}</div>}
      </div>
      <Sparkline
        width={84}
        values={contrastive ? curves.contrastive : curves.crossEntropy}
        color={contrastive ? SERIES_COLORS.contrastive : SERIES_COLORS.crossEntropy}
      />
    </Link>
  );
}
