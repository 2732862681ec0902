import { Button, Group, Text } from '@mantine/core';
import type { Duplicate } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PictureTile } from '../../entities/collection/PictureTile.js';
import { useSession } from '../../session/session.js';
import { duplicatesKey } from '../../entities/collection/use-duplicates.js';
import classes from './DuplicatesPage.module.css';

/** Pictures of a group that are shown at first. */
const SHOWN = 18;
/** Pictures that one request deletes. */
const MOST_DELETED = 1000;

/** Pictures that are alike, and whether they may be deleted. */
export interface DuplicateGroupProps {
  readonly collection: string;
  readonly group: readonly Duplicate[];
  readonly mayManage: boolean;
}

/** Pictures that are alike, of which one can be kept. */
export function DuplicateGroup({ collection, group, mayManage }: DuplicateGroupProps) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [kept, setKept] = useState(group[0]!.id);
  const [asking, setAsking] = useState(false);
  const [all, setAll] = useState(group.length <= SHOWN);
  const others = group.filter(({ id }) => id !== kept).map(({ id }) => id);
  const labels = new Set(group.map(({ label }) => label));
  const remove = useMutation({
    // Exactly these: where one has gone meanwhile, nothing is deleted.
    mutationFn: () => client.items.deleteMatching(collection, { filter: { field: 'id', in: others }, expected: others.length }),
    onSuccess: () =>
      Promise.all(
        [duplicatesKey(collection), ['collections'], ['items', collection]].map((queryKey) => queries.invalidateQueries({ queryKey })),
      ),
  });
  const pictures = others.length === 1 ? 'the other one' : `the ${others.length} others`;
  return (
    <li className={classes['group']}>
      <Group justify="space-between" gap="sm" mb="sm">
        <Text fz="sm" fw={580}>
          {group.length} pictures
          {labels.size > 1 && <span className={classes['differ']}>their labels differ</span>}
        </Text>
        {mayManage &&
          others.length <= MOST_DELETED &&
          (asking ? (
            <Group gap="xs">
              <Text fz="sm">Delete {pictures}, for good?</Text>
              <Button size="compact-sm" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
                Delete
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>
                Keep
              </Button>
            </Group>
          ) : (
            <Button size="compact-sm" variant="light" onClick={() => setAsking(true)}>
              Keep the marked one, delete {pictures}
            </Button>
          ))}
      </Group>
      {remove.error && <ErrorNotice title="None was deleted" error={remove.error} />}
      <ul className={classes['pictures']} aria-label={`Like ${group[0]!.id}`}>
        {group.slice(0, all ? undefined : SHOWN).map((item) => (
          <li key={item.id}>
            <PictureTile
              collection={collection}
              item={item}
              action="keep this one"
              onPress={() => setKept(item.id)}
              isCurrent={mayManage && item.id === kept}
              aside={item.similarity.toFixed(3)}
              differs={item.label !== group[0]!.label}
            />
          </li>
        ))}
      </ul>
      {!all && (
        <Group justify="center" mt="sm">
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            Show all {group.length}
          </Button>
        </Group>
      )}
    </li>
  );
}
