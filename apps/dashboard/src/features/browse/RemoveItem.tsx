import { Button, Group, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useSession } from '../../session/session.js';
import { itemsKey } from '../../entities/collection/items-key.js';

/** Deletes a picture, once that is confirmed. */
export function RemoveItem({ collection, id, onGone }: { readonly collection: string; readonly id: string; readonly onGone: () => void }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.items.delete(collection, id),
    onSuccess: async () => {
      onGone();
      // What is asked about itself would be asked once more, and answered 404.
      await queries.invalidateQueries({ queryKey: itemsKey(collection), predicate: ({ queryKey }) => queryKey.at(-1) !== id });
      await queries.invalidateQueries({ queryKey: ['collections'] });
    },
  });
  if (!asking)
    return (
      <Button variant="subtle" color="red" size="compact-sm" leftSection={<IconTrash size={15} />} onClick={() => setAsking(true)}>
        Delete this picture
      </Button>
    );
  return (
    <div>
      <Text fz="sm" mb={6}>
        Delete it from {collection}, with everything that is kept of it? This cannot be undone.
      </Text>
      <Group gap="xs">
        <Button color="red" size="compact-sm" loading={remove.isPending} onClick={() => remove.mutate()}>
          Delete
        </Button>
        <Button variant="default" size="compact-sm" onClick={() => setAsking(false)} data-autofocus>
          Keep
        </Button>
      </Group>
      {remove.error && <ErrorNotice title="It was not deleted" error={remove.error} />}
    </div>
  );
}
