import { Button, Group, Select, Skeleton, Text } from '@mantine/core';
import { IconMap2 } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { quickstartCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { useCollections } from '../../entities/collection/use-collections.js';
import { CollectionMap } from './CollectionMap.js';
import { readMapState, withoutMalformed } from './map-state.js';
import { useMapAddress } from './use-map-address.js';

const route = getRouteApi('/map');

/** Every picture of a collection as a point, similar ones near each other. */
export function MapPage() {
  const { data: collections, error, refetch } = useCollections();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const address = useMapAddress();
  const collection = collections?.find(({ name }) => name === search.collection) ?? collections?.[0];
  const lost = collections !== undefined && search.collection !== undefined && search.collection !== collection?.name;
  const { malformed } = readMapState(search);
  return (
    <>
      <PageHead
        title="Map"
        text="Every picture as a point, similar ones near each other."
        aside={
          (collections?.length ?? 0) > 1 && (
            <Select
              aria-label="Collection"
              w={220}
              searchable
              allowDeselect={false}
              data={collections!.map(({ name }) => name)}
              value={collection?.name ?? null}
              onChange={(name) => name !== null && void navigate({ search: { collection: name } })}
            />
          )
        }
      />
      {error && <ErrorNotice title="The collections could not be read" error={error} onRetry={() => void refetch()} />}
      {collections === undefined && !error && <Skeleton h={420} radius="lg" />}
      {lost && (
        <Text role="status" fz="sm" c="var(--quiet)" mb="sm">
          There is no collection ‘{search.collection}’{collection ? `; this is ${collection.name}` : ''}.
        </Text>
      )}
      {malformed.length > 0 && (
        <Group role="status" gap="xs" mb="sm">
          <Text fz="sm" c="var(--quiet)">
            The address says something in {malformed.map((name) => `‘${name}’`).join(', ')} that cannot be read; the map is shown without
            it.
          </Text>
          <Button size="compact-xs" variant="light" onClick={() => void navigate({ search: withoutMalformed(search), replace: true })}>
            Take it out
          </Button>
        </Group>
      )}
      {collections?.length === 0 && (
        <Panel>
          <EmptyState
            icon={<IconMap2 size={24} />}
            title="No collection yet"
            text="Training by quickstart fills one with its photos."
            command={quickstartCommand()}
          />
        </Panel>
      )}
      {collection?.items === 0 && (
        <Panel>
          <EmptyState icon={<IconMap2 size={24} />} title="No picture yet" text={`${collection.name} is empty.`} />
        </Panel>
      )}
      {collection !== undefined && collection.items > 0 && (
        <CollectionMap key={collection.name} collection={collection} search={search} address={address} />
      )}
    </>
  );
}
