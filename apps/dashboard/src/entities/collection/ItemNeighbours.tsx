import { Skeleton, Text } from '@mantine/core';
import { curlCommand } from '../../commands/shell-commands.js';
import { CommandLine } from '../../components/CommandLine.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useSession } from '../../session/session.js';
import classes from './ItemNeighbours.module.css';
import { PictureTile } from './PictureTile.js';
import { lookAlikesRequest, useLookAlikes } from './use-look-alikes.js';

/** Whose neighbours, and what its label is; those of another one are set off. */
export interface ItemNeighboursProps {
  readonly collection: string;
  readonly id: string;
  readonly label: string | null;
  readonly onPick: (id: string) => void;
}

/** What looks like a picture of a collection, most similar first. */
export function ItemNeighbours({ collection, id, label, onPick }: ItemNeighboursProps) {
  const { client } = useSession();
  const { data, error, refetch } = useLookAlikes(collection, id);
  return (
    <section aria-label="What looks like this">
      <h3 className={classes['title']}>What looks like this</h3>
      {error && <ErrorNotice title="The search failed" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={110} />}
      {data?.neighbours.length === 0 && (
        <Text fz="sm" c="var(--quiet)">
          It is the only picture.
        </Text>
      )}
      <ul className={classes['neighbours']} aria-label="Neighbours">
        {data?.neighbours.map((item) => (
          <li key={item.id}>
            <PictureTile
              collection={collection}
              item={item}
              action="look at it closely"
              onPress={() => onPick(item.id)}
              aside={item.similarity.toFixed(3)}
              differs={label !== null && item.label !== null && item.label !== label}
            />
          </li>
        ))}
      </ul>
      <div style={{ marginTop: 12 }}>
        <CommandLine
          command={curlCommand({
            url: `${client.baseUrl}/v1/collections/${encodeURIComponent(collection)}/search`,
            json: lookAlikesRequest(id),
          })}
        />
      </div>
    </section>
  );
}
