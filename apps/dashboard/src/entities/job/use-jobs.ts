import { PermissionDeniedError } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import { jobPollMs } from './job-state.js';

/** Under which everything that is read of jobs is kept. */
export const JOBS_KEY = ['jobs'] as const;

/** The newest jobs; asked for again and again while one waits or runs, and not at all by a key that may not see them. */
export function useJobs() {
  const { client } = useSession();
  return useQuery({
    queryKey: [...JOBS_KEY, 'newest'],
    queryFn: async ({ signal }) => (await client.jobs.list({ limit: 100 }, { signal })).jobs,
    refetchInterval: ({ state }) => jobPollMs(state.data ?? []),
    enabled: ({ state }) => !(state.error instanceof PermissionDeniedError),
  });
}

/** Whether this session may do what only admins may; undefined until the server has said so. Only they are told of jobs. */
export function useIsAdmin(): boolean | undefined {
  const { data, error } = useJobs();
  if (data !== undefined) return true;
  return error instanceof PermissionDeniedError ? false : undefined;
}
