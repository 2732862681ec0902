import { Checkbox, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { TypedConfirmation } from '../../components/TypedConfirmation.js';
import { JOBS_KEY } from '../../entities/job/use-jobs.js';
import { formatNumber } from '../../format/format-number.js';
import { useSession } from '../../session/session.js';
import type { AskedCollection } from './CopyDialog.js';

/** Deletes a collection once its name was typed, or erases it from every file of the server.
 * @param onGone hears that it is, and of the purge where it is erased. */
export function DeleteDialog({ collection, onClose, onGone }: AskedCollection & { readonly onGone: (purge: string | undefined) => void }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [erase, setErase] = useState(false);
  const name = collection?.name ?? '';
  const remove = useMutation({
    mutationFn: async () => {
      if (erase) return (await client.collections.purge(name)).id;
      await client.collections.delete(name);
      return undefined;
    },
    onSuccess: async (purge) => {
      onGone(purge);
      await Promise.all([['collections'], JOBS_KEY].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  return (
    <TypedConfirmation
      opened={collection !== undefined}
      title={`Delete ${name}?`}
      text={
        <Stack gap="sm">
          <Text fz="sm">
            {formatNumber(collection?.items ?? 0)} pictures with their labels and vectors go, for good
            {(collection?.aliases.length ?? 0) > 0 && `, and its other names (${collection!.aliases.join(', ')}) with them`}.
          </Text>
          <Checkbox
            label="Erase them from every file of the server too"
            description="Takes seconds to minutes longer, and gives a receipt."
            checked={erase}
            onChange={({ currentTarget: { checked } }) => setErase(checked)}
          />
        </Stack>
      }
      name={name}
      action={erase ? 'Erase' : 'Delete'}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={() => {
        remove.reset();
        onClose();
      }}
    />
  );
}
