import { Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useKeptFocus } from '../../components/use-kept-focus.js';
import { ItemNeighbours } from '../../entities/collection/ItemNeighbours.js';
import { PictureTile } from '../../entities/collection/PictureTile.js';
import { useCellPictures } from './use-cell-pictures.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import classes from './CellDrawer.module.css';

/** Which cell of which model is open. */
export interface CellDrawerProps {
  readonly collection: string;
  readonly model: string;
  /** Closed without one. */
  readonly cell: { readonly label: string; readonly predicted: string } | undefined;
  /** The picture whose neighbours are shown. */
  readonly item: string | undefined;
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
}

/** The pictures of a cell, what the model is most wrong about first, and what looks like each. */
export function CellDrawer({ cell, onClose, ...more }: CellDrawerProps) {
  return (
    <Drawer
      opened={cell !== undefined}
      onClose={onClose}
      position="right"
      size={520}
      title={
        <Text fw={620} style={{ overflowWrap: 'anywhere' }}>
          {cell && (cell.label === cell.predicted ? `${cell.label}, recognised` : `${cell.label}, taken for ${cell.predicted}`)}
        </Text>
      }
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {cell && <Pictures cell={cell} {...more} />}
    </Drawer>
  );
}

type PicturesProps = Omit<CellDrawerProps, 'onClose' | 'cell'> & { readonly cell: NonNullable<CellDrawerProps['cell']> };

function Pictures({ collection, model, cell, item, onPick }: PicturesProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useCellPictures(collection, model, cell);
  const about = useKeptFocus<HTMLParagraphElement>(item);
  if (error) return <ErrorNotice title="The pictures could not be read" error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={300} radius="md" />;
  const pictures = data.pages.flatMap((page) => page.predictions);
  const { total } = data.pages[0]!;
  const chosen = pictures.find(({ id }) => id === item) ?? pictures[0];
  if (!chosen) return <EmptyState icon={<IconPhotoOff size={24} />} title="No picture" text="Nothing of this label is taken for that." />;
  return (
    <Stack gap="lg">
      <Text fz="sm" c="var(--quiet)" role="status">
        {formatNumber(total)} {total === 1 ? 'picture' : 'pictures'}
      </Text>
      <ul className={classes['grid']} aria-label="Pictures of the cell">
        {pictures.map(({ id, prediction, confidence }) => (
          <li key={id}>
            <PictureTile
              collection={collection}
              item={{ id, label: prediction }}
              action="show what looks like it"
              onPress={() => onPick(id)}
              aside={formatPercent(confidence)}
              differs={cell.label !== cell.predicted}
              isCurrent={id === chosen.id}
            />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Group justify="center">
          <Button variant="light" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            More pictures
          </Button>
        </Group>
      )}
      <div>
        <Text ref={about} tabIndex={-1} fz="sm" mb="xs" style={{ overflowWrap: 'anywhere' }}>
          <Link to="/browse" search={{ collection, item: chosen.id }} className={classes['link']}>
            {chosen.id}
          </Link>
          : {formatPercent(chosen.confidence)} {chosen.prediction}
          {chosen.probabilityOfLabel !== null && chosen.correct === false && `, ${formatPercent(chosen.probabilityOfLabel)} ${cell.label}`}
          {chosen.unknown === true && ', called unknown'}
        </Text>
        <ItemNeighbours key={chosen.id} collection={collection} id={chosen.id} label={cell.label} onPick={onPick} />
      </div>
    </Stack>
  );
}
