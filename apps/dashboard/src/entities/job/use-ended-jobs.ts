import type { Job } from '@supcon/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { isOpen } from './job-state.js';
import { JOBS_KEY } from './use-jobs.js';

/** Reads anew what pages show once a job has ended: it may have changed any of it. */
export function useEndedJobs(jobs: readonly Job[] | undefined): void {
  const queries = useQueryClient();
  const open = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (jobs === undefined) return;
    const now = new Set(jobs.filter(isOpen).map(({ id }) => id));
    const ended = [...open.current].some((id) => !now.has(id));
    open.current = now;
    if (ended) void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== JOBS_KEY[0] });
  }, [jobs, queries]);
}
