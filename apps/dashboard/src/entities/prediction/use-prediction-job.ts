import type { Job } from '@supcon/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSession } from '../../session/session.js';
import { predictionsKey } from './use-evaluation.js';

const LOOK_EVERY_MS = 1000;
/** Jobs among which that of a collection and model is looked for. */
const NEWEST = 100;

/** The newest job that lets a model classify a collection, whoever asked for it, and what begins and ends one. What it made is read anew when it ends.
 * @param model `name/version`. */
export function usePredictionJob(collection: string, model: string) {
  const { client } = useSession();
  const cache = useQueryClient();
  const queryKey = ['jobs', 'predict', collection, model];
  const { data: job } = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Job | null> => {
      const { jobs } = await client.jobs.list({ kind: 'collections.predict', limit: NEWEST }, { signal });
      return jobs.find(({ about }) => about?.['collection'] === collection && about['model'] === model) ?? null;
    },
    refetchInterval: ({ state }) => (isOpen(state.data) ? LOOK_EVERY_MS : false),
    // Whoever may not see jobs sees what they made.
    retry: false,
  });
  const ended = job?.state === 'done' ? job.id : undefined;
  useEffect(() => {
    if (ended !== undefined) void cache.invalidateQueries({ queryKey: predictionsKey(collection) });
  }, [cache, collection, ended]);
  const onSuccess = (next: Job): void => void cache.setQueryData(queryKey, next);
  const begin = useMutation({ mutationFn: () => client.collections.predict(collection, { model }), onSuccess });
  const cancel = useMutation({ mutationFn: (id: string) => client.jobs.cancel(id), onSuccess });
  return { job: job ?? undefined, isOpen: isOpen(job), begin, cancel };
}

function isOpen(job: Job | null | undefined): boolean {
  return job?.state === 'queued' || job?.state === 'running';
}
