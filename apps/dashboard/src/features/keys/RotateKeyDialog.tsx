import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import type { Key, ShownKey } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useSession } from '../../session/session.js';

const GRACES = [
  { value: '0', label: 'not at all' },
  { value: '3600', label: 'an hour' },
  { value: '86400', label: 'a day' },
  { value: '604800', label: 'a week' },
];

/** Asks how long the secret of before is still taken, and gives a key a new one. @param target closed without one. */
export function RotateKeyDialog({
  target,
  onMade,
  onClose,
}: {
  readonly target: Key | undefined;
  readonly onMade: (made: ShownKey) => void;
  readonly onClose: () => void;
}) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [grace, setGrace] = useState('3600');
  const rotate = useMutation({
    mutationFn: (id: string) => client.keys.rotate(id, Number(grace)),
    onSuccess: async (made) => {
      onMade(made);
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <Modal
      opened={target !== undefined}
      onClose={onClose}
      title={`A new secret for ${target?.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text fz="sm">Its role and everything else stay as they are. Whoever uses it needs the new secret.</Text>
        <Select
          label="The one of before is still taken for"
          data={GRACES}
          value={grace}
          onChange={(value) => value !== null && setGrace(value)}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
        />
        {rotate.error && <ErrorNotice title="It keeps its secret" error={rotate.error} />}
        <Group justify="flex-end">
          <Button loading={rotate.isPending} onClick={() => target && rotate.mutate(target.id)}>
            Give it a new secret
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
