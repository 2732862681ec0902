import type { Job } from '@supcon/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSession } from '../../session/session.js';
import type { Method } from './map-state.js';
import { remainingSeconds, type Seen } from './remaining-time.js';
import { projectionKey } from './use-projection.js';

const POLL_MS = 700;

/** Has the map of a collection computed, and follows that. Where the same is being computed already, that is followed. */
export function useProjectionJob(collection: string, method: Method) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [id, setId] = useState<string>();
  const [first, setFirst] = useState<Seen>();
  const start = useMutation({
    mutationFn: () => client.collections.project(collection, { method }),
    onSuccess: (planned) => {
      setFirst(undefined);
      setId(planned.id);
    },
  });
  const job = useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => client.jobs.get(id!, { signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state: { data } }) => (data === undefined || isUnderWay(data) ? POLL_MS : false),
  });
  const cancel = useMutation({
    mutationFn: () => client.jobs.cancel(id!),
    onSuccess: () => job.refetch(),
  });
  const { data, dataUpdatedAt } = job;
  const state = data?.state;
  const progress = data?.progress ?? undefined;
  if (progress && first === undefined) setFirst({ done: progress.done, at: dataUpdatedAt });
  useEffect(() => {
    if (state === 'done') void queries.invalidateQueries({ queryKey: projectionKey(collection, method) });
  }, [queries, state, collection, method]);
  const total = progress?.total ?? undefined;
  return {
    start: () => start.mutate(),
    cancel: () => cancel.mutate(),
    isUnderWay: start.isPending || (id !== undefined && (data === undefined || isUnderWay(data))),
    isQueued: state === undefined || state === 'queued',
    isCancelled: state === 'cancelled',
    /** 0 to 1, once something is known. */
    share: progress && total ? progress.done / total : undefined,
    secondsLeft: progress && total && first ? remainingSeconds(first, { done: progress.done, at: dataUpdatedAt }, total) : undefined,
    failure: state === 'failed' ? (data?.error?.message ?? 'It failed.') : undefined,
    error: start.error ?? job.error ?? cancel.error,
  };
}

/** What following a job tells. */
export type ProjectionJob = ReturnType<typeof useProjectionJob>;

function isUnderWay({ state }: Job): boolean {
  return state === 'queued' || state === 'running';
}
