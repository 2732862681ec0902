import { ActionIcon, Button, Group, Skeleton, Text } from '@mantine/core';
import type { Neighbour } from '@supcon/sdk';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { useKeptFocus } from '../../components/use-kept-focus.js';
import { PictureTile } from '../../entities/collection/PictureTile.js';
import { Thumbnail } from '../../entities/collection/Thumbnail.js';
import classes from './ChosenPoint.module.css';

/** The chosen point and what looks like it. */
export interface ChosenPointProps {
  readonly collection: string;
  readonly id: string;
  /** Undefined where it is not on this map. */
  readonly label: string | null | undefined;
  readonly neighbours: readonly Neighbour[] | undefined;
  readonly error: Error | null;
  readonly onRetry: () => void;
  /** Of the neighbour that `n` and `p` have come to. */
  readonly current: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly onLook: (id: string | undefined) => void;
  readonly onClose: () => void;
}

/** A point closely: its picture, and its neighbours in the space of the embeddings, which need not be those on the map. */
export function ChosenPoint(props: ChosenPointProps) {
  const { collection, id, label, neighbours, error, onRetry, current, onChoose, onLook, onClose } = props;
  const name = useKeptFocus<HTMLParagraphElement>(id);
  return (
    <Panel
      title="Chosen picture"
      aside={
        <Group gap="xs">
          <Button size="compact-sm" variant="light" renderRoot={(root) => <Link {...root} {...browseLink(collection, id)} />}>
            Look at it closely
          </Button>
          <ActionIcon variant="subtle" color="gray" aria-label="Choose none" onClick={onClose}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
      }
    >
      <div className={classes['columns']}>
        <div>
          <div className={classes['picture']}>
            <Thumbnail collection={collection} id={id} alt={label ? `${id}, ${label}` : id} />
          </div>
          <Text ref={name} tabIndex={-1} fw={620} fz="sm" mt={6} truncate>
            {label === undefined ? 'not on this map' : (label ?? 'no label')}
          </Text>
          <Text fz="xs" c="var(--quiet)" truncate title={id}>
            {id}
          </Text>
        </div>
        <div style={{ minWidth: 0 }}>
          <Text fz="sm" c="var(--quiet)" mb={8}>
            Its nearest neighbours among the embeddings, most similar first; those with another label are set off.
          </Text>
          {error && <ErrorNotice title="The neighbours could not be read" error={error} onRetry={onRetry} />}
          {neighbours === undefined && !error && <Skeleton h={110} />}
          <ul className={classes['neighbours']} aria-label="Neighbours">
            {neighbours?.map((item) => (
              <li
                key={item.id}
                onPointerEnter={() => onLook(item.id)}
                onPointerLeave={() => onLook(undefined)}
                onFocus={() => onLook(item.id)}
                onBlur={() => onLook(undefined)}
              >
                <PictureTile
                  collection={collection}
                  item={item}
                  action="choose it on the map"
                  onPress={() => onChoose(item.id)}
                  aside={item.similarity.toFixed(3)}
                  differs={label !== null && label !== undefined && item.label !== null && item.label !== label}
                  isCurrent={item.id === current}
                />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Panel>
  );
}

/** Where a picture of a collection is looked at closely. */
export function browseLink(collection: string, item: string) {
  return { to: '/browse', search: { collection, item } } as const;
}
