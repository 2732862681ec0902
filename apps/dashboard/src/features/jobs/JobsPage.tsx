import { Button, Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { PermissionDeniedError, type Job } from '@supcon/sdk';
import { IconFilterOff, IconListCheck } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { AdminsOnly } from '../../components/AdminsOnly.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { JobLine } from '../../entities/job/JobLine.js';
import { isOpen, JOB_STATES, jobPollMs } from '../../entities/job/job-state.js';
import { JOBS_KEY } from '../../entities/job/use-jobs.js';
import { formatAgo } from '../../format/format-ago.js';
import { formatDuration } from '../../format/format-duration.js';
import { useNow } from '../../format/use-now.js';
import { useSession } from '../../session/session.js';
import { ImportReport } from './ImportReport.js';
import { jobOutcome } from './job-outcome.js';
import { withJob, type JobsSearch } from './jobs-search.js';
import classes from './JobsPage.module.css';

const route = getRouteApi('/jobs');
const PAGE = 50;

/** Everything that the server does in the background, and did within the last week. */
export function JobsPage() {
  const { client } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { state } = search;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [...JOBS_KEY, 'page', state],
    queryFn: ({ pageParam, signal }) => client.jobs.list({ state, limit: PAGE, after: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => jobPollMs(query.state.data?.pages.flatMap(({ jobs }) => jobs) ?? []),
  });
  const jobs = data?.pages.flatMap((page) => page.jobs);
  const change = (next: JobsSearch): void => void navigate({ search: next, replace: true, resetScroll: false });
  return (
    <>
      <PageHead title="Jobs" text="What the server does in the background, and did within the last week." />
      {error instanceof PermissionDeniedError ? (
        <AdminsOnly what="Jobs" />
      ) : (
        <Panel>
          <Group mb="sm">
            <SegmentedControl
              aria-label="State"
              size="xs"
              data={[{ value: 'all', label: 'all' }, ...JOB_STATES.map((each) => ({ value: each, label: each }))]}
              value={state ?? 'all'}
              onChange={(value) => {
                const known = JOB_STATES.find((each) => each === value);
                change(known === undefined ? {} : { state: known });
              }}
            />
          </Group>
          {error && <ErrorNotice title="The jobs could not be read" error={error} onRetry={() => void refetch()} />}
          {jobs === undefined && !error && <Skeleton h={220} radius="md" />}
          {jobs?.length === 0 &&
            (state === undefined ? (
              <EmptyState
                icon={<IconListCheck size={24} />}
                title="Nothing was done yet"
                text="Imports, copies, trainings and whatever else takes a while appear here."
              />
            ) : (
              <EmptyState icon={<IconFilterOff size={24} />} title={`No job is ${state}`} text="Others may be." />
            ))}
          <ul className={classes['list']} aria-label="Jobs">
            {jobs?.map((job) => (
              <JobRow key={job.id} job={job} search={search} onChange={change} />
            ))}
          </ul>
          {hasNextPage && (
            <Group justify="center" mt="md">
              <Button variant="light" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                Show older ones
              </Button>
            </Group>
          )}
        </Panel>
      )}
    </>
  );
}

interface JobRowProps {
  readonly job: Job;
  readonly search: JobsSearch;
  readonly onChange: (search: JobsSearch) => void;
}

function JobRow({ job, search, onChange }: JobRowProps) {
  const now = useNow(5000, isOpen(job));
  const run = job.about?.['run'];
  const shown = search.job === job.id;
  const outcome = jobOutcome(job);
  const seconds = (Date.parse(job.updatedAt) - Date.parse(job.createdAt)) / 1000;
  return (
    <JobLine
      job={job}
      actions={
        <>
          {run !== undefined && (
            <Button size="compact-xs" variant="subtle" renderRoot={(props) => <Link to="/runs/$id" params={{ id: run }} {...props} />}>
              The run
            </Button>
          )}
          {job.kind === 'items.import' && (
            <Button
              size="compact-xs"
              variant="subtle"
              aria-expanded={shown}
              onClick={() => onChange(withJob(search, shown ? undefined : job.id))}
            >
              Report
            </Button>
          )}
        </>
      }
    >
      <Text fz="xs" c="var(--quiet)" mt={4} className="numbers" style={{ overflowWrap: 'anywhere' }}>
        asked for {formatAgo(job.createdAt, now)}
        {!isOpen(job) && `, over after ${formatDuration(seconds)}`}
        {job.attempts > 1 && `, attempt ${job.attempts} of ${job.maxAttempts}`}
        {outcome !== undefined && ` · ${outcome}`}
      </Text>
      {shown && <ImportReport job={job} />}
    </JobLine>
  );
}
