import { Skeleton, Text } from '@mantine/core';
import type { ImportRefusal, Job } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { isOpen } from '../../entities/job/job-state.js';
import { JOBS_KEY } from '../../entities/job/use-jobs.js';
import { formatNumber } from '../../format/format-number.js';
import { useSession } from '../../session/session.js';
import classes from './ImportReport.module.css';

/** A file may have a million wrong lines; nobody reads more than these. */
const MOST = 200;

/** The lines of an import that became no item, and why. */
export function ImportReport({ job }: { readonly job: Job }) {
  const { client } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: [...JOBS_KEY, 'report', job.id, job.progress?.done, job.state],
    queryFn: async ({ signal }) => {
      const refusals: ImportRefusal[] = [];
      for await (const refusal of client.jobs.report(job.id, { signal })) {
        if (refusals.length === MOST) return { refusals, more: true };
        refusals.push(refusal);
      }
      return { refusals, more: false };
    },
  });
  if (error) return <ErrorNotice title="The report could not be read" error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={60} mt="sm" />;
  if (data.refusals.length === 0)
    return (
      <Text fz="sm" c="var(--quiet)" mt="xs">
        {isOpen(job) ? 'No line was refused so far.' : 'Every line became an item, or was there already.'}
      </Text>
    );
  return (
    <div className={classes['scroll']} role="region" aria-label="Refused lines" tabIndex={0}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th>Line</th>
            <th>Id</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {data.refusals.map(({ line, id, code, message }) => (
            <tr key={line}>
              <td>{formatNumber(line)}</td>
              <td>{id ?? '–'}</td>
              <td>
                <b>{code}</b> {message}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.more && (
        <Text fz="sm" c="var(--quiet)" p="xs">
          The first {MOST}; the report of the job has them all.
        </Text>
      )}
    </div>
  );
}
