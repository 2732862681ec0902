import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconHourglass } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { Run, RunEvent } from '@supcon/sdk';
import { CommandLine } from '../../components/CommandLine.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { StatusBadge } from '../../entities/run/StatusBadge.js';
import { lossOf, runCurves } from '../../entities/run/run-curves.js';
import { runSeconds } from '../../entities/run/run-seconds.js';
import { isOver, runNotice, type RunNotice } from '../../entities/run/run-status.js';
import { useLiveRun } from '../../entities/run/use-live-run.js';
import { useRun } from '../../entities/run/use-run.js';
import { formatDuration } from '../../format/format-duration.js';
import { useNow } from '../../format/use-now.js';
import { CandidatesPanel } from './CandidatesPanel.js';
import { ConfigPanel } from './ConfigPanel.js';
import { describeHead } from './describe-head.js';
import { ProgressPanel } from './ProgressPanel.js';
import { ResultPanel } from './ResultPanel.js';
import { RunControls } from './RunControls.js';
import { RunCharts } from './RunCharts.js';
import { runStages } from './run-stages.js';
import { StageTimeline } from './StageTimeline.js';
import classes from './RunPage.module.css';

const route = getRouteApi('/runs/$id');

/** One training, live: where it is, its curves, its result. */
export function RunPage() {
  const { id } = route.useParams();
  const { data: run, error, refetch } = useRun(id);
  if (run === undefined) {
    return (
      <>
        <PageHead title={id} />
        {error ? (
          <ErrorNotice title="The run could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <Stack>
            <Skeleton h={110} radius="lg" />
            <Skeleton h={420} radius="lg" />
          </Stack>
        )}
      </>
    );
  }
  return <LiveRun key={id} run={run} connection={error} />;
}

function LiveRun({ run, connection }: { readonly run: Run; readonly connection: Error | null }) {
  const running = run.status === 'running';
  const { events, state } = useLiveRun(run.id, !isOver(run.status));
  const now = useNow(1000, running);
  const curves = runCurves(events);
  const loss = lossOf(events);
  const notice = runNotice(run);
  const seconds = runSeconds(run, now);
  const labels = events.findLast((event) => event.type === 'start')?.labels;
  const selection = events.findLast((event) => event.type === 'selection');
  const lost = state === 'reconnecting' || connection !== null;
  return (
    <>
      <PageHead
        title={run.id}
        text={
          <div className={`${classes['facts']} numbers`}>
            <StatusBadge status={run.status} />
            {run.recipe !== undefined && <span>recipe {run.recipe}</span>}
            {run.data !== undefined && <span>data {run.data}</span>}
            {run.backend !== undefined && (
              <span>
                {run.backend}
                {run.precision !== undefined && `, ${run.precision}`}
              </span>
            )}
            {seconds !== undefined && <span>{formatDuration(seconds)}</span>}
            {running && run.etaSeconds !== undefined && <strong>about {formatDuration(run.etaSeconds)} left in stage 1</strong>}
          </div>
        }
        aside={<RunControls run={run} />}
      />
      {lost && (
        <Alert color="yellow" variant="light" mb="md" role="status">
          Reconnecting; what is shown ends at epoch {curves.epochs.at(-1) ?? 0}.
        </Alert>
      )}
      <RunWarnings events={events} />
      {notice && <StateNotice notice={notice} />}
      <Panel>
        <StageTimeline stages={runStages(events, run.status, now)} />
      </Panel>
      {selection && <CandidatesPanel selection={selection} run={run.id} />}
      <div className={classes['columns']}>
        {curves.epochs.length > 0 ? (
          <RunCharts curves={curves} loss={loss} lastEpoch={run.epochs ?? 0} />
        ) : state === 'loading' ? (
          <Skeleton h={420} radius="lg" />
        ) : (
          <Panel>
            <EmptyState
              icon={<IconHourglass size={24} />}
              title={loss === 'none' ? 'A probe has no curves' : running ? 'No epoch has ended yet' : 'No epoch was finished'}
              text={
                loss === 'none'
                  ? 'The encoder keeps the weights it came with; only a linear classifier is fitted.'
                  : running
                    ? 'The curves begin with the first one.'
                    : 'So there are no curves.'
              }
            />
          </Panel>
        )}
        <div className={classes['side']}>
          {!run.result && <ProgressPanel curves={curves} loss={loss} run={run} />}
          {run.result && <ResultPanel result={run.result} classes={labels?.length} head={describeHead(events)} />}
          <ConfigPanel config={run.config} />
        </div>
      </div>
    </>
  );
}

function StateNotice({ notice: { color, title, text, command } }: { readonly notice: RunNotice }) {
  return (
    <Alert
      color={color}
      variant="light"
      mb="md"
      title={title}
      icon={color === 'gray' ? undefined : <IconAlertTriangle size={18} />}
      role={color === 'red' ? 'alert' : 'status'}
    >
      <Text fz="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
        {text}
      </Text>
      {command !== undefined && (
        <div style={{ marginTop: 8 }}>
          <CommandLine command={command} />
        </div>
      )}
    </Alert>
  );
}

function RunWarnings({ events }: { readonly events: readonly RunEvent[] }) {
  const warnings = new Map(
    events.flatMap((event) => (event.type === 'warning' ? [[event.message ?? event.code ?? 'warning', event]] : [])),
  );
  return [...warnings].map(([message, event]) => (
    <Alert key={message} color="orange" variant="light" mb="md" icon={<IconAlertTriangle size={18} />} title={event.code ?? 'Warning'}>
      {message}
    </Alert>
  ));
}
