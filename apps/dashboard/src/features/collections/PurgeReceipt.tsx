import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { NotFoundError } from '@supcon/sdk';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import facts from '../../components/Facts.module.css';
import { ProgressLine } from '../../components/ProgressLine.js';
import { formatNumber } from '../../format/format-number.js';
import { useSession } from '../../session/session.js';

/** What was erased, whether all of it is, and what may still hold it. @param id closed without one. */
export function PurgeReceipt({ id, onClose }: { readonly id: string | undefined; readonly onClose: () => void }) {
  return (
    <Modal
      opened={id !== undefined}
      onClose={onClose}
      title="Receipt of what was erased"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {id !== undefined && <Receipt id={id} />}
    </Modal>
  );
}

function Receipt({ id }: { readonly id: string }) {
  const { client } = useSession();
  const {
    data: purge,
    error,
    refetch,
  } = useQuery({
    queryKey: ['purges', id],
    queryFn: ({ signal }) => client.purges.get(id, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'done' || state.error ? false : 1000),
  });
  if (error instanceof NotFoundError) return <Text fz="sm">There is no receipt of this number.</Text>;
  if (error) return <ErrorNotice title="The receipt could not be read" error={error} onRetry={() => void refetch()} />;
  if (purge === undefined) return <Skeleton h={160} />;
  const done = purge.state === 'done';
  const told = [
    { name: 'What', value: `${purge.what}${purge.collection === null ? '' : ` ${purge.collection}`}` },
    { name: 'Items', value: formatNumber(purge.items) },
    { name: 'Asked for', value: time(purge.requestedAt) },
    { name: 'Found by nothing since', value: time(purge.removedAt) },
    { name: 'In no file since', value: time(purge.finishedAt) },
    { name: 'Number', value: purge.id },
    { name: 'SHA-256 of what it was', value: purge.sha256 },
  ];
  const save = (): string => `data:application/json,${encodeURIComponent(JSON.stringify(purge, null, 2))}`;
  return (
    <Stack>
      <div role="status">
        <Text fz="sm" fw={600} mb={6}>
          {done ? 'Erased: no file of this server holds any of it.' : 'Nothing finds it any more; it is being erased from the files.'}
        </Text>
        {!done && <ProgressLine share={undefined} label="Erasing" />}
      </div>
      {purge.problem !== null && <Text fz="sm">{purge.problem}</Text>}
      <dl className={facts['facts']}>
        {told.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {done && (
        <Text fz="sm" component="div">
          {purge.heldBy.length === 0
            ? 'No backup that this server knows of holds it.'
            : `May still hold it: ${purge.heldBy.map(({ name, certain }) => `${name}${certain ? '' : ' (perhaps)'}`).join(', ')}.`}
        </Text>
      )}
      {done && (
        <Group justify="flex-end">
          <Button component="a" href={save()} download={`purge-${purge.id}.json`} variant="light" leftSection={<IconDownload size={16} />}>
            Save the receipt
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function time(at: string | null): string {
  return at === null ? 'not yet' : new Date(at).toLocaleString();
}
