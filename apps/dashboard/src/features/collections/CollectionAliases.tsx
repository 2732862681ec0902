import { ActionIcon, Button, Group, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useSession } from '../../session/session.js';

/** Other names of a collection, which its clients may use as well. */
export function CollectionAliases({ collection, mayManage }: { readonly collection: string; readonly mayManage: boolean }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const { data, error } = useQuery({
    queryKey: ['collections', 'aliases'],
    queryFn: ({ signal }) => client.collections.aliases({ signal }),
  });
  const settled = { onSettled: () => queries.invalidateQueries({ queryKey: ['collections'] }) };
  const add = useMutation({
    mutationFn: (alias: string) => client.collections.setAlias(alias, collection),
    onSuccess: () => setText(''),
    ...settled,
  });
  const remove = useMutation({ mutationFn: (alias: string) => client.collections.removeAlias(alias), ...settled });
  const mine = data?.filter((each) => each.collection === collection) ?? [];
  const elsewhere = data?.find(({ alias }) => alias === text.trim() && !mine.some((each) => each.alias === alias));
  const failed = error ?? add.error ?? remove.error;
  return (
    <section aria-label="Other names">
      <Text fz="sm" fw={600} mb={6} component="h3">
        Other names
      </Text>
      {data !== undefined && mine.length === 0 && (
        <Text fz="sm" c="var(--quiet)" mb={8}>
          None. A program that asks for an alias can be led to another collection between two requests.
        </Text>
      )}
      <Group gap={6} mb={8} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {mine.map(({ alias }) => (
          <Group key={alias} component="li" gap={2}>
            <Text fz="sm">{alias}</Text>
            {mayManage && (
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={`Remove the name ${alias}`}
                onClick={() => remove.mutate(alias)}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Group>
      {mayManage && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') add.mutate(text.trim());
          }}
        >
          <Group gap="xs" align="end" wrap="nowrap">
            <TextInput
              label="Another name"
              size="xs"
              value={text}
              onChange={({ currentTarget: { value } }) => setText(value)}
              style={{ flex: 1 }}
            />
            <Button type="submit" size="xs" variant="light" loading={add.isPending} disabled={text.trim() === ''}>
              {elsewhere ? `Take it from ${elsewhere.collection}` : 'Add'}
            </Button>
          </Group>
        </form>
      )}
      {failed && <ErrorNotice title="The names stay as they are" error={failed} />}
    </section>
  );
}
