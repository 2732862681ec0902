import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import type { Collection, Neighbour } from '@supcon/sdk';
import { IconArrowsShuffle } from '@tabler/icons-react';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { Thumbnail } from '../../entities/collection/Thumbnail.js';
import { useGallery } from '../../entities/collection/use-gallery.js';
import classes from './TryPage.module.css';

const SHOWN = 20;

/** A few pictures of the collection, to ask about without having one at hand. */
export function GalleryPanel({ collection, onPick }: { readonly collection: Collection; readonly onPick: (item: Neighbour) => void }) {
  const [seed, setSeed] = useState(1);
  const { data: pictures, error, refetch } = useGallery(collection, seed);
  return (
    <Panel
      title="Or take one of these"
      aside={
        <Tooltip label="Other pictures">
          <ActionIcon variant="subtle" color="gray" aria-label="Other pictures" onClick={() => setSeed(seed + 1)}>
            <IconArrowsShuffle size={17} />
          </ActionIcon>
        </Tooltip>
      }
    >
      {error && <ErrorNotice title="The pictures could not be read" error={error} onRetry={() => void refetch()} />}
      {pictures === undefined && !error && <Skeleton h={160} />}
      <div className={classes['tiles']}>
        {pictures?.slice(0, SHOWN).map((item) => (
          <button key={item.id} type="button" className={classes['tile']} title={item.label ?? item.id} onClick={() => onPick(item)}>
            <Thumbnail
              collection={collection.name}
              id={item.id}
              alt={`${item.label ?? 'no label'}, ${item.id}`}
              className={classes['fill']}
            />
          </button>
        ))}
      </div>
    </Panel>
  );
}
