import { Button, Text } from '@mantine/core';
import type { Job } from '@supcon/sdk';
import { IconBarbell } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../components/EmptyState.js';
import { Panel } from '../../components/Panel.js';
import { JobLine } from '../../entities/job/JobLine.js';
import { useJobs } from '../../entities/job/use-jobs.js';
import { formatAgo } from '../../format/format-ago.js';
import { useNow } from '../../format/use-now.js';
import classes from './TrainPage.module.css';

/** The trainings that were begun here, and what to do with what came of them. */
export function TrainingsPanel() {
  const { data: jobs } = useJobs();
  const trainings = jobs?.filter(({ kind }) => kind === 'runs.train');
  return (
    <Panel title="Trainings of this server">
      {trainings?.length === 0 && (
        <EmptyState icon={<IconBarbell size={24} />} title="None yet" text="The ones of the last week are listed here." />
      )}
      <ul className={classes['jobs']} aria-label="Trainings">
        {trainings?.map((job) => (
          <Training key={job.id} job={job} />
        ))}
      </ul>
    </Panel>
  );
}

function Training({ job }: { readonly job: Job }) {
  const now = useNow(30_000);
  const { run, artifact } = job.about ?? {};
  return (
    <JobLine
      job={job}
      actions={
        <>
          {run !== undefined && (
            <Button size="compact-xs" variant="subtle" renderRoot={(props) => <Link to="/runs/$id" params={{ id: run }} {...props} />}>
              {job.state === 'running' ? 'Follow' : 'The run'}
            </Button>
          )}
          {job.state === 'done' && artifact !== undefined && (
            <Button
              size="compact-xs"
              variant="light"
              renderRoot={(props) => <Link to="/models" search={{ model: artifact, ask: 'promote' }} {...props} />}
            >
              Promote {artifact}
            </Button>
          )}
          {job.state === 'done' && (
            <Button size="compact-xs" variant="subtle" renderRoot={(props) => <Link to="/try" {...props} />}>
              Try it
            </Button>
          )}
        </>
      }
    >
      <Text fz="xs" c="var(--quiet)" mt={4}>
        asked for {formatAgo(job.createdAt, now)}
      </Text>
    </JobLine>
  );
}
