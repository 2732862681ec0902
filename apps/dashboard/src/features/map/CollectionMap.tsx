import { Badge, Button, Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import type { Collection } from '@supcon/sdk';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { ComputeNotice, JobProgress, JobTrouble } from './ComputeNotice.js';
import { MapWorkspace } from './MapWorkspace.js';
import type { MapSearch } from './map-search.js';
import { METHODS, readMapState } from './map-state.js';
import type { useMapAddress } from './use-map-address.js';
import { useProjection } from './use-projection.js';
import { useProjectionJob } from './use-projection-job.js';
import classes from './CollectionMap.module.css';

/** A collection and what the address says of its map. */
export interface CollectionMapProps {
  readonly collection: Collection;
  readonly search: MapSearch;
  readonly address: ReturnType<typeof useMapAddress>;
}

/** The map of a collection by the method that was chosen, or the way to one. */
export function CollectionMap({ collection, search, address }: CollectionMapProps) {
  const { method } = readMapState(search);
  const { data, error, refetch, isFetching } = useProjection(collection.name, method);
  const job = useProjectionJob(collection.name, method);
  const { label } = METHODS.find(({ value }) => value === method)!;
  const isOutdated = data !== undefined && data !== null && (data.outdated || data.of !== collection.items);
  const choose = (value: string): void => address.change({ proj: value === 'pca' ? undefined : value, v: undefined, sel: undefined });
  return (
    <>
      <Group mb="md" gap="sm" mih={36}>
        <SegmentedControl aria-label="Method" data={[...METHODS]} value={method} onChange={choose} />
        {data && (
          <Badge variant="light" color={data.items < data.of ? 'orange' : 'gray'} size="lg" className="numbers">
            {formatNumber(data.items)} of {formatNumber(data.of)} shown{data.items < data.of ? ', a sample' : ''}
          </Badge>
        )}
        {data?.method === 'pca' && data.items > 0 && (
          <Text fz="sm" c="var(--quiet)" className="numbers" visibleFrom="sm">
            {formatPercent(data.shares.reduce((sum, share) => sum + share, 0))} of the variance
          </Text>
        )}
        {isOutdated && !job.isUnderWay && (
          <Group gap="xs" role="status">
            <Text fz="sm" c="var(--differs)">
              The collection has changed since.
            </Text>
            <Button
              size="compact-sm"
              variant="light"
              loading={isFetching}
              onClick={() => (method === 'pca' ? void refetch() : job.start())}
            >
              Compute it again
            </Button>
          </Group>
        )}
      </Group>
      {data && job.isUnderWay && (
        <Group justify="center" mb="md">
          <JobProgress job={job} name={label} />
        </Group>
      )}
      {data && <JobTrouble job={job} />}
      {error && <ErrorNotice title="The map could not be read" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton className={classes['space'] ?? ''} radius="lg" />}
      {data === null && (
        <Panel>
          <ComputeNotice method={method} items={collection.items} job={job} />
        </Panel>
      )}
      {data && <MapWorkspace key={method} collection={collection.name} projection={data} search={search} address={address} />}
    </>
  );
}
