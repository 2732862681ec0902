import { Anchor, Skeleton } from '@mantine/core';
import type { RunSummary } from '@supcon/sdk';
import { IconChartLine } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { trainSampleCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { LossSparkline } from '../../entities/run/LossSparkline.js';
import { StatusBadge } from '../../entities/run/StatusBadge.js';
import { useRunOutline } from '../../entities/run/use-run-outline.js';
import { useRuns } from '../../entities/run/use-runs.js';
import { formatAgo } from '../../format/format-ago.js';
import { formatDuration } from '../../format/format-duration.js';
import { formatPercent } from '../../format/format-percent.js';
import { useNow } from '../../format/use-now.js';
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
          command={trainSampleCommand()}
        />
      )}
      {runs?.slice(0, SHOWN).map((run) => (
        <RecentRun key={run.id} run={run} now={now} />
      ))}
    </Panel>
  );
}

function RecentRun({ run, now }: { readonly run: RunSummary; readonly now: number }) {
  const { data: outline } = useRunOutline(run, true);
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
        {run.error !== undefined && (
          <div className={classes['sub']} title={run.error.message}>
            {run.error.code}
          </div>
        )}
        {linear !== undefined && <div className={`${classes['sub']} numbers`}>test {formatPercent(linear)}</div>}
      </div>
      <LossSparkline width={84} line={outline?.line} />
    </Link>
  );
}
