import { Button, Progress, Stack, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { formatDuration } from '../../format/format-duration.js';
import { formatNumber } from '../../format/format-number.js';
import { METHODS, type Method } from './map-state.js';
import type { ProjectionJob } from './use-projection-job.js';

/** What is said of a method before anybody waits for it. */
const ABOUT: Readonly<Record<Method, string>> = {
  pca: 'The two directions along which the embeddings differ most.',
  umap: 'Neighbours stay neighbours; distances between clusters mean nothing. Of more than 20 000 pictures a sample is drawn.',
  tsne: 'Neighbours stay neighbours, in clusters that stand well apart; of more than 3 000 pictures a sample is drawn.',
};

/** There is no map by this method yet: a button that has it computed, and how far that is. */
export function ComputeNotice({ method, items, job }: { readonly method: Method; readonly items: number; readonly job: ProjectionJob }) {
  const name = METHODS.find(({ value }) => value === method)!.label;
  return (
    <Stack align="center" gap={0} pb="xl">
      <EmptyState icon={<IconSparkles size={24} />} title={`No ${name} map yet`} text={ABOUT[method]} />
      {job.isUnderWay ? (
        <JobProgress job={job} name={name} />
      ) : (
        <Button onClick={job.start} disabled={items === 0}>
          Compute it for {formatNumber(items)} {items === 1 ? 'picture' : 'pictures'}
        </Button>
      )}
      <JobTrouble job={job} />
    </Stack>
  );
}

/** How far the computing is, how long it still takes, and a way to end it. */
export function JobProgress({ job, name }: { readonly job: ProjectionJob; readonly name: string }) {
  return (
    <Stack gap={6} w="100%" maw={360} align="stretch">
      <Progress value={100 * (job.share ?? 0)} animated={job.share === undefined} aria-label={`Progress of ${name}`} />
      <Text fz="sm" c="var(--quiet)" ta="center" className="numbers" role="status">
        {job.share === undefined ? (job.isQueued ? 'Waiting for its turn' : 'Reading the embeddings') : `${Math.floor(100 * job.share)} %`}
        {job.secondsLeft !== undefined && `, ${formatDuration(Math.max(1, job.secondsLeft))} left`}
      </Text>
      <Button variant="default" size="compact-sm" style={{ alignSelf: 'center' }} onClick={job.cancel}>
        Cancel
      </Button>
    </Stack>
  );
}

/** Why there is no map though one was asked for. */
export function JobTrouble({ job }: { readonly job: ProjectionJob }) {
  if (job.isUnderWay) return null;
  return (
    <>
      {job.isCancelled && (
        <Text fz="sm" c="var(--quiet)" mt="sm" role="status">
          It was cancelled; nothing of it was kept.
        </Text>
      )}
      {(job.error ?? job.failure) && (
        <div style={{ marginTop: 14 }}>
          <ErrorNotice title="The map could not be computed" error={job.error ?? job.failure} />
        </div>
      )}
    </>
  );
}
