import { Button } from '@mantine/core';
import type { Job } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useSession } from '../../session/session.js';
import { jobTitle } from './job-title.js';
import { JOBS_KEY } from './use-jobs.js';

/** Ends a job that waits or runs. A training saves, and can be gone on with. */
export function CancelJob({ job }: { readonly job: Job }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => client.jobs.cancel(job.id),
    onSettled: () => queries.invalidateQueries({ queryKey: JOBS_KEY }),
  });
  const word = job.kind === 'runs.train' ? 'Stop' : 'Cancel';
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={cancel.isPending}
        onClick={() => cancel.mutate()}
        aria-label={`${word}: ${jobTitle(job).title}`}
      >
        {word}
      </Button>
      {cancel.error && <ErrorNotice title="It was not ended" error={cancel.error} />}
    </>
  );
}
