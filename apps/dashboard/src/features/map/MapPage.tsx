import { Button, Group, Text } from '@mantine/core';
import { IconMap2 } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { EmptyState } from '../../components/EmptyState.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { CollectionSelect } from '../../entities/collection/CollectionSelect.js';
import { CollectionStates } from '../../entities/collection/CollectionStates.js';
import { useChosenCollection } from '../../entities/collection/use-chosen-collection.js';
import { CollectionMap } from './CollectionMap.js';
import { readMapState, withoutMalformed } from './map-state.js';
import { useMapAddress } from './use-map-address.js';

const route = getRouteApi('/map');

/** Every picture of a collection as a point, similar ones near each other. */
export function MapPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const address = useMapAddress();
  const choice = useChosenCollection(search.collection);
  const collection = choice.chosen;
  const { malformed } = readMapState(search);
  return (
    <>
      <PageHead
        title="Map"
        text="Every picture as a point, similar ones near each other."
        aside={<CollectionSelect choice={choice} onChange={(name) => void navigate({ search: { collection: name } })} />}
      />
      <CollectionStates choice={choice} icon={<IconMap2 size={24} />} height={420} />
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
