import { Button, Group } from '@mantine/core';
import type { Run } from '@supcon/sdk';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { isOpen } from '../../entities/job/job-state.js';
import { JOBS_KEY, useIsAdmin, useJobs } from '../../entities/job/use-jobs.js';
import { useDataSets } from '../../entities/run/use-data-sets.js';
import { useSession } from '../../session/session.js';

/** Stops a training of this server, goes on with one, or promotes what came of it; nothing of that where the server does not let trainings be begun. */
export function RunControls({ run: { id, status } }: { readonly run: Pick<Run, 'id' | 'status'> }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const isAdmin = useIsAdmin();
  const { data } = useDataSets(isAdmin);
  const { data: jobs } = useJobs();
  const settled = {
    onSettled: () => Promise.all([JOBS_KEY, ['runs'], ['run', id]].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  };
  const stop = useMutation({ mutationFn: () => client.runs.stop(id), ...settled });
  const resume = useMutation({ mutationFn: () => client.runs.resume(id), ...settled });
  if (data?.trainingAllowed !== true) return null;
  const mine = jobs?.filter(({ kind, about }) => kind === 'runs.train' && about?.['run'] === id) ?? [];
  const isMine = mine.some(isOpen);
  const artifact = mine.find(({ state }) => state === 'done')?.about?.['artifact'];
  const error = stop.error ?? resume.error;
  return (
    <>
      <Group gap="xs">
        {status === 'running' && isMine && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlayerStop size={16} />}
            loading={stop.isPending}
            onClick={() => stop.mutate()}
          >
            Stop
          </Button>
        )}
        {(status === 'stopped' || status === 'failed') && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlayerPlay size={16} />}
            loading={resume.isPending}
            disabled={isMine}
            onClick={() => resume.mutate()}
          >
            {isMine ? 'Goes on soon' : 'Go on with it'}
          </Button>
        )}
        {artifact !== undefined && (
          <Button
            variant="light"
            size="xs"
            renderRoot={(props) => <Link to="/models" search={{ model: artifact, ask: 'promote' }} {...props} />}
          >
            Promote {artifact}
          </Button>
        )}
      </Group>
      {error && <ErrorNotice title="The training goes on as it was" error={error} />}
    </>
  );
}
