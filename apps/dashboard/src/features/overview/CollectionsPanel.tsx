import { Badge, Group, Skeleton } from '@mantine/core';
import type { Collection } from '@supcon/sdk';
import { IconPhoto } from '@tabler/icons-react';
import { indexCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { collectionSize, collectionState } from '../../entities/collection/collection-state.js';
import { Thumbnail } from '../../entities/collection/Thumbnail.js';
import { useCollections } from '../../entities/collection/use-collections.js';
import { useGallery } from '../../entities/collection/use-gallery.js';
import classes from './OverviewPage.module.css';

/** The searchable sets of pictures, with a glance into each. */
export function CollectionsPanel() {
  const { data: collections, error, refetch } = useCollections();
  return (
    <Panel title="Collections">
      {error && <ErrorNotice title="The collections could not be read" error={error} onRetry={() => void refetch()} />}
      {collections === undefined && !error && <Skeleton h={90} />}
      {collections?.length === 0 && (
        <EmptyState
          icon={<IconPhoto size={24} />}
          title="No pictures to search yet"
          text="Fill a collection from a folder with one sub-folder for each class; the pictures appear here as they are added."
          command={indexCommand('photos/train', 'photos')}
        />
      )}
      {collections?.map((collection) => (
        <CollectionGlance key={collection.name} collection={collection} />
      ))}
    </Panel>
  );
}

/** Enough for two rows of a wide screen. */
const GLANCE = 24;

function CollectionGlance({ collection }: { readonly collection: Collection }) {
  const { name } = collection;
  const { word, color } = collectionState(collection);
  const { data: pictures } = useGallery(collection.index.status === 'ready' ? collection : undefined, 0);
  return (
    <div className={classes['collection']}>
      <Group justify="space-between" gap={6}>
        <div style={{ minWidth: 0 }}>
          <div className={classes['runName']}>{name}</div>
          <div className={classes['sub']}>{collectionSize(collection)}</div>
        </div>
        <Badge color={color} variant="light">
          {word}
        </Badge>
      </Group>
      {pictures !== undefined && pictures.length > 0 && (
        <div className={classes['mosaic']}>
          {pictures.slice(0, GLANCE).map(({ id, label }) => (
            <Thumbnail key={id} collection={name} id={id} alt={label ?? id} />
          ))}
        </div>
      )}
    </div>
  );
}
