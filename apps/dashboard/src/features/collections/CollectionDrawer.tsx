import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import type { Collection } from '@supcon/sdk';
import { IconCopy, IconLayoutGrid, IconPhotoSearch, IconRefresh, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import facts from '../../components/Facts.module.css';
import { useNow } from '../../format/use-now.js';
import { CollectionAliases } from './CollectionAliases.js';
import { collectionFacts } from './collection-facts.js';
import type { CollectionAsk } from './collections-search.js';

/** Which collection is looked at closely. */
export interface CollectionDrawerProps {
  /** Closed without one. */
  readonly collection: Collection | undefined;
  readonly mayManage: boolean;
  readonly onAsk: (ask: CollectionAsk) => void;
  readonly onClose: () => void;
}

/** A collection with how its index stands, its other names, and what can be done with it. */
export function CollectionDrawer({ collection, onClose, ...more }: CollectionDrawerProps) {
  return (
    <Drawer
      opened={collection !== undefined}
      onClose={onClose}
      position="right"
      size={460}
      title={<Text fw={620}>{collection?.name}</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {collection && <CollectionDetails collection={collection} {...more} />}
    </Drawer>
  );
}

function CollectionDetails({
  collection,
  mayManage,
  onAsk,
}: Omit<CollectionDrawerProps, 'collection' | 'onClose'> & { readonly collection: Collection }) {
  const now = useNow(30_000);
  const { name } = collection;
  return (
    <Stack gap="lg">
      <dl className={facts['facts']}>
        {collectionFacts(collection, now).map((fact) => (
          <div key={fact.name}>
            <dt>{fact.name}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
      <CollectionAliases collection={name} mayManage={mayManage} />
      <Group gap="xs">
        <Button
          size="xs"
          variant="light"
          leftSection={<IconLayoutGrid size={16} />}
          renderRoot={(props) => <Link to="/browse" search={{ collection: name }} {...props} />}
        >
          Browse
        </Button>
        <Button
          size="xs"
          variant="light"
          leftSection={<IconPhotoSearch size={16} />}
          renderRoot={(props) => <Link to="/duplicates" search={{ collection: name }} {...props} />}
        >
          Near-duplicates
        </Button>
        {mayManage && (
          <>
            <Button size="xs" variant="default" leftSection={<IconCopy size={16} />} onClick={() => onAsk('copy')}>
              Copy
            </Button>
            <Button size="xs" variant="default" leftSection={<IconRefresh size={16} />} onClick={() => onAsk('reembed')}>
              Re-embed
            </Button>
            <Button size="xs" variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={() => onAsk('delete')}>
              Delete or erase
            </Button>
          </>
        )}
      </Group>
    </Stack>
  );
}
