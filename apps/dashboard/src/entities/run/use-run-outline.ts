import type { RunCurves, RunSummary } from '@supcon/sdk';
import { supconQueries } from '@supcon/sdk-react';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import { runOutline } from './run-outline.js';

/** As many as a sparkline has room for. */
const POINTS = 100;

/** What a run's curves come to as of its last report, thinned by the server, however long the run is: one that has reported nothing new is not asked for again.
 * @param enabled false while nobody sees it. */
export function useRunOutline(run: RunSummary, enabled: boolean) {
  const { client } = useSession();
  return useQuery({
    ...supconQueries(client).curves([run.id], { names: ['loss', 'knn'], points: POINTS }, `${run.updatedAt} ${run.status}`),
    select: outlineOf,
    enabled,
  });
}

function outlineOf([curves]: readonly RunCurves[]) {
  return runOutline(curves!);
}
