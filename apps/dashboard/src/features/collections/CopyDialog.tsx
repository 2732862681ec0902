import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { Collection } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { JOBS_KEY } from '../../entities/job/use-jobs.js';
import { formatNumber } from '../../format/format-number.js';
import { useSession } from '../../session/session.js';

/** What the dialogs about a collection share. */
export interface AskedCollection {
  /** Closed without one. */
  readonly collection: Collection | undefined;
  readonly onClose: () => void;
}

/** Asks how a copy of a collection is to be called, and plans it. */
export function CopyDialog({ collection, onClose }: AskedCollection) {
  return (
    <Modal
      opened={collection !== undefined}
      onClose={onClose}
      title={`Copy ${collection?.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {collection && <Copy key={collection.name} collection={collection} onClose={onClose} />}
    </Modal>
  );
}

function Copy({ collection: { name, items }, onClose }: AskedCollection & { readonly collection: Collection }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [to, setTo] = useState(`${name}-copy`);
  const copy = useMutation({
    mutationFn: () => client.collections.copy(name, to.trim()),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: JOBS_KEY }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        copy.mutate();
      }}
    >
      <Stack>
        <Text fz="sm">
          All {formatNumber(items)} items, with their pictures, vectors and labels, in the background. The copy is there once it is whole.
        </Text>
        <TextInput
          label="Name of the copy"
          value={to}
          onChange={({ currentTarget: { value } }) => setTo(value)}
          required
          maxLength={64}
          data-autofocus
        />
        {copy.error && <ErrorNotice title="It is not copied" error={copy.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={copy.isPending}>
            Copy
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
