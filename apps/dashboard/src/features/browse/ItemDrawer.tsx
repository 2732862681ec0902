import { ActionIcon, Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { NotFoundError } from '@supcon/sdk';
import { IconChevronLeft, IconChevronRight, IconMap2, IconPhotoOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useKeptFocus } from '../../components/use-kept-focus.js';
import { ItemNeighbours } from '../../entities/collection/ItemNeighbours.js';
import { Thumbnail } from '../../entities/collection/Thumbnail.js';
import { formatAgo } from '../../format/format-ago.js';
import { useNow } from '../../format/use-now.js';
import { ItemAnswer } from './ItemAnswer.js';
import { LabelEditor } from './LabelEditor.js';
import { RemoveItem } from './RemoveItem.js';
import { useItem } from './use-item-pages.js';
import classes from './ItemDrawer.module.css';

/** The picture that is looked at closely, and what stands beside it. */
export interface ItemDrawerProps {
  readonly collection: string;
  /** Closed without one. */
  readonly id: string | undefined;
  /** Whether the model that serves made the collection's vectors, so that it can be asked about its pictures. */
  readonly usable: boolean;
  readonly labels: readonly string[];
  /** The pictures before and after it in the list it was taken from; undefined at the ends. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
}

/** A picture with its label, metadata, what the model says and what looks like it. */
export function ItemDrawer({ id, before, after, onPick, onClose, ...more }: ItemDrawerProps) {
  const name = useKeptFocus<HTMLParagraphElement>(id);
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.target as HTMLElement).tagName === 'INPUT') return;
    const next = event.key === 'ArrowLeft' ? before : event.key === 'ArrowRight' ? after : undefined;
    if (next !== undefined) onPick(next);
  };
  const step = (label: string, to: string | undefined, icon: React.ReactNode) => (
    <ActionIcon variant="default" aria-label={label} disabled={to === undefined} onClick={() => to !== undefined && onPick(to)}>
      {icon}
    </ActionIcon>
  );
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size={460}
      title={
        <Group gap="xs" wrap="nowrap">
          {step('Picture before', before, <IconChevronLeft size={17} />)}
          {step('Picture after', after, <IconChevronRight size={17} />)}
          <Text ref={name} tabIndex={-1} fw={620} className={classes['id'] ?? ''} title={id}>
            {id}
          </Text>
        </Group>
      }
      closeButtonProps={{ 'aria-label': 'Close' }}
      onKeyDown={onKeyDown}
    >
      {id !== undefined && (
        <ItemDetails
          key={id}
          id={id}
          onPick={onPick}
          onGone={() => ((after ?? before) === undefined ? onClose() : onPick((after ?? before)!))}
          {...more}
        />
      )}
    </Drawer>
  );
}

interface ItemDetailsProps extends Pick<ItemDrawerProps, 'collection' | 'usable' | 'labels' | 'onPick'> {
  readonly id: string;
  readonly onGone: () => void;
}

function ItemDetails({ collection, id, usable, labels, onPick, onGone }: ItemDetailsProps) {
  const { data, error, refetch } = useItem(collection, id);
  const now = useNow(30_000);
  if (error instanceof NotFoundError)
    return (
      <EmptyState icon={<IconPhotoOff size={24} />} title="No such picture" text={`${collection} has no picture '${id}' (any more).`} />
    );
  if (error) return <ErrorNotice title="The picture could not be read" error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={300} radius="md" />;
  const { item, tag } = data;
  const metadata = Object.entries(item.metadata);
  return (
    <Stack gap="lg">
      <div className={classes['picture']}>
        <Thumbnail collection={collection} id={id} alt={item.label === null ? id : `${id}, ${item.label}`} className={classes['image']} />
      </div>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconMap2 size={15} />}
        style={{ alignSelf: 'flex-start' }}
        renderRoot={(root) => <Link {...root} to="/map" search={{ collection, item: id }} />}
      >
        Show on the map
      </Button>
      <LabelEditor key={item.id} collection={collection} item={item} tag={tag} labels={labels} />
      <section aria-label="Facts">
        <dl className={classes['facts']}>
          <dt>Added</dt>
          <dd>{formatAgo(item.createdAt, now)}</dd>
          {item.version > 1 && (
            <>
              <dt>Changed</dt>
              <dd>
                {formatAgo(item.updatedAt, now)}, version {item.version}
              </dd>
            </>
          )}
          {metadata.map(([key, value]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{key}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      </section>
      {usable && <ItemAnswer collection={collection} id={id} label={item.label} />}
      <ItemNeighbours collection={collection} id={id} label={item.label} onPick={onPick} />
      <RemoveItem collection={collection} id={id} onGone={onGone} />
    </Stack>
  );
}
