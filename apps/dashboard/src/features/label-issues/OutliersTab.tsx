import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { NotFoundError } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { IconPhotoSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { predictionsKey } from '../../entities/prediction/use-evaluation.js';
import { useSession } from '../../session/session.js';
import { LeaveOutTile } from './LeaveOutTile.js';
import { NoSource } from './NoSource.js';
import { filterParts, type PictureSource } from './picture-source.js';
import type { Review } from './use-review.js';
import classes from './LabelIssuesPage.module.css';

/** Pictures that are shown, those of which the model is least sure. */
const MOST = 60;

/** Pictures that the model which serves takes for none of its classes. */
export function OutliersTab({ source, review }: { readonly source: PictureSource | null | undefined; readonly review: Review }) {
  return source ? <Outliers source={source} review={review} /> : <NoSource />;
}

function Outliers({ source, review }: { readonly source: PictureSource; readonly review: Review }) {
  const { collection } = source;
  const { data, error, refetch } = useOutliers(collection);
  if (error) return <ErrorNotice title="They could not be read" error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={220} radius="lg" />;
  if (data === null || data.items.length === 0)
    return (
      <Panel>
        <EmptyState
          icon={<IconPhotoSearch size={24} />}
          title={data === null ? `The model has not classified ${collection} yet` : 'No picture stands out'}
          text={
            data === null
              ? 'Which of its pictures are of none of the classes is known once it has.'
              : `The model takes no picture of ${collection} for something that it does not know.`
          }
        />
        {data === null && (
          <Group justify="center">
            <Button variant="light" renderRoot={(root) => <Link {...root} to="/evaluate" search={{ collection }} />}>
              Classify {collection}
            </Button>
          </Group>
        )}
      </Panel>
    );
  return (
    <Stack>
      <Text fz="sm" c="var(--quiet)">
        The model takes {data.total === 1 ? 'one picture' : `${data.total} pictures`} for none of its classes. It knows those that it was
        trained on, so that one of them which is here stands out all the same.
      </Text>
      <ul className={classes['tiles']} aria-label="Outliers">
        {data.items.map((item) => (
          <li key={item.id}>
            <LeaveOutTile {...{ source, review, item }} aside="unknown" />
          </li>
        ))}
      </ul>
    </Stack>
  );
}

/** The first outliers of a collection, with their metadata; null where the model has not classified it. */
function useOutliers(collection: string) {
  const { client } = useSession();
  return useQuery({
    queryKey: [...predictionsKey(collection), 'outliers'],
    queryFn: async ({ signal }) => {
      try {
        const { predictions, total } = await client.collections.predictions(
          collection,
          { unknown: true, sort: 'leastConfident', limit: MOST },
          { signal },
        );
        const ids = predictions.map(({ id }) => id);
        const pages = await Promise.all(
          filterParts(ids).map((part) => client.items.page(collection, { filter: { field: 'id', in: part }, limit: MOST }, { signal })),
        );
        const items = new Map(pages.flatMap((page) => page.items.map((item) => [item.id, item] as const)));
        return { total, items: ids.flatMap((id) => items.get(id) ?? []) };
      } catch (error) {
        if (error instanceof NotFoundError && error.code === 'PREDICTIONS_NOT_FOUND') return null;
        throw error;
      }
    },
    retry: false,
  });
}
