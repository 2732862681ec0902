import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';

/** As many as a run keeps. */
const ALL = 1000;

/** The pictures of a run whose label is in doubt, the most doubtful first. A finished run finds no more. */
export function useLabelIssues(run: string) {
  const { client } = useSession();
  return useQuery({
    queryKey: ['run', run, 'label-issues'],
    queryFn: ({ signal }) => client.runs.labelIssues(run, { limit: ALL }, { signal }),
    staleTime: Infinity,
    retry: false,
  });
}
