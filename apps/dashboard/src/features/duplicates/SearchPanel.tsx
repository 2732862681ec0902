import { Button, Group, Select, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { JobLine } from '../../entities/job/JobLine.js';
import { isOpen } from '../../entities/job/job-state.js';
import { JOBS_KEY, useJobs } from '../../entities/job/use-jobs.js';
import { useSession } from '../../session/session.js';

const THRESHOLDS = [
  { value: '0.99', label: 'nearly the same picture (0.99)' },
  { value: '0.95', label: 'copies and small changes (0.95)' },
  { value: '0.9', label: 'very much alike (0.90)' },
];

/** Begins a search for near-duplicates and shows how far it is. */
export function SearchPanel({ collection }: { readonly collection: string }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const { data: jobs } = useJobs();
  const [threshold, setThreshold] = useState('0.95');
  const find = useMutation({
    mutationFn: () => client.collections.findDuplicates(collection, { threshold: Number(threshold) }),
    onSettled: () => queries.invalidateQueries({ queryKey: JOBS_KEY }),
  });
  const mine = jobs?.filter(({ kind, about }) => kind === 'collections.duplicates' && about?.['collection'] === collection) ?? [];
  const shown = mine.filter((job, at) => isOpen(job) || (at === 0 && job.state === 'failed'));
  return (
    <Panel>
      <Group gap="sm" align="end">
        <Select
          label="How much alike"
          data={THRESHOLDS}
          value={threshold}
          onChange={(value) => value !== null && setThreshold(value)}
          allowDeselect={false}
          style={{ flex: '0 1 300px' }}
        />
        <Button onClick={() => find.mutate()} loading={find.isPending} disabled={mine.some(isOpen)}>
          Look for near-duplicates
        </Button>
      </Group>
      <Text fz="sm" c="var(--quiet)" mt="xs">
        By the cosine of their vectors; every pair is compared, in the background.
      </Text>
      {find.error && <ErrorNotice title="It was not begun" error={find.error} />}
      {shown.length > 0 && (
        <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
          {shown.map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
