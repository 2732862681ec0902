import { useLocalStorage } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import { useEndedJobs } from '../entities/job/use-ended-jobs.js';
import { useJobs } from '../entities/job/use-jobs.js';
import { useNow } from '../format/use-now.js';
import { traySummary } from './tray-summary.js';

/** Most of the time there is nothing to show, and nothing is loaded to show it with. */
const JobsPopover = lazy(async () => ({ default: (await import('./JobsPopover.js')).JobsPopover }));

/** What goes on in the background and what failed; nothing while there is neither. */
export function JobsTray() {
  const { data: jobs } = useJobs();
  useEndedJobs(jobs);
  const [seenAt, setSeenAt] = useLocalStorage({ key: 'supcon-jobs-seen', defaultValue: 0, getInitialValueInEffect: false });
  const [opened, setOpened] = useState(false);
  const now = useNow(60_000);
  const summary = traySummary(jobs ?? [], seenAt, now);
  const change = (next: boolean): void => {
    setOpened(next);
    // What failed stays in view for as long as the list is.
    if (!next) setSeenAt(Date.now());
  };
  if (summary.text === undefined && !opened) return null;
  return (
    <Suspense fallback={null}>
      <JobsPopover summary={summary} opened={opened} onChange={change} />
    </Suspense>
  );
}
