import { Select, Skeleton, Text } from '@mantine/core';
import { IconTags } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { trainSampleCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { useRuns } from '../../entities/run/use-runs.js';
import { RunReview } from './RunReview.js';

const route = getRouteApi('/label-issues');

/** Pictures of a training whose label is in doubt, to look through by keyboard, and what somebody has settled on as a file that trainings take. */
export function LabelIssuesPage() {
  const { data, error, refetch } = useRuns();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const runs = data?.filter(({ status }) => status === 'finished');
  const named = runs?.find(({ id }) => id === search.run);
  const run = named ?? runs?.[0];
  return (
    <>
      <PageHead
        title="Label issues"
        text="Pictures whose label is in doubt, and what speaks for another one. Nothing is changed before you say so."
        aside={
          (runs?.length ?? 0) > 1 && (
            <Select
              aria-label="Run"
              w={300}
              maw="100%"
              searchable
              allowDeselect={false}
              data={runs!.map(({ id }) => id)}
              value={run?.id ?? null}
              onChange={(id) => id !== null && void navigate({ search: { run: id } })}
            />
          )
        }
      />
      {error && <ErrorNotice title="The runs could not be read" error={error} onRetry={() => void refetch()} />}
      {runs === undefined && !error && <Skeleton h={520} radius="lg" />}
      {runs !== undefined && search.run !== undefined && named === undefined && (
        <Text role="status" fz="sm" c="var(--quiet)" mb="sm">
          There is no finished run ‘{search.run}’{run ? `; this is ${run.id}` : ''}.
        </Text>
      )}
      {runs?.length === 0 && <NoRun />}
      {run && <RunReview key={run.id} run={run} search={search} navigate={(next, how) => void navigate({ search: next, ...how })} />}
    </>
  );
}

function NoRun() {
  return (
    <Panel>
      <EmptyState
        icon={<IconTags size={24} />}
        title="No finished training yet"
        text="A training judges each of its pictures by a classifier that has not seen it, and writes down whose label is in doubt."
        command={trainSampleCommand()}
      />
    </Panel>
  );
}
