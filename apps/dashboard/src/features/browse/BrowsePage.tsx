import { Button, Group, Select, Skeleton, Text, TextInput } from '@mantine/core';
import type { Collection, Item } from '@supcon/sdk';
import { IconFilterOff, IconLayoutGrid, IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { CollectionSelect } from '../../entities/collection/CollectionSelect.js';
import { CollectionStates } from '../../entities/collection/CollectionStates.js';
import { useChosenCollection } from '../../entities/collection/use-chosen-collection.js';
import { useLabelCounts } from '../../entities/collection/use-label-counts.js';
import { formatNumber } from '../../format/format-number.js';
import { browseFilter, wantedPrediction, withFind, withItem, withLabel, type BrowseSearch } from './browse-search.js';
import { ItemDrawer } from './ItemDrawer.js';
import { ItemGrid } from './ItemGrid.js';
import { PredictionFilters } from './PredictionFilters.js';
import { useItemPages, usePredictedPages } from './use-item-pages.js';

const route = getRouteApi('/browse');

/** Every picture of a collection. */
export function BrowsePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const choice = useChosenCollection(search.collection);
  const collection = choice.chosen;
  return (
    <>
      <PageHead
        title="Browse"
        text="Every picture of a collection, and each of them closely."
        aside={<CollectionSelect choice={choice} onChange={(name) => void navigate({ search: { collection: name } })} />}
      />
      <CollectionStates choice={choice} icon={<IconLayoutGrid size={24} />} height={320} />
      {collection && <Pictures key={collection.name} collection={collection} search={search} />}
    </>
  );
}

function Pictures({ collection, search }: { readonly collection: Collection; readonly search: BrowseSearch }) {
  const navigate = route.useNavigate();
  const { data: labels } = useLabelCounts(collection.name);
  const wanted = wantedPrediction(search);
  const stored = useItemPages(collection.name, browseFilter(search), wanted === undefined);
  const predicted = usePredictedPages(
    collection.name,
    wanted && { ...wanted, ...(search.label === undefined ? {} : { label: search.label }) },
  );
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = wanted ? predicted : stored;
  const items: readonly Pick<Item, 'id' | 'label'>[] =
    data?.pages.flatMap((page): readonly Pick<Item, 'id' | 'label'>[] => ('predictions' in page ? page.predictions : page.items)) ?? [];
  const onMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  const { item, label, unlabelled, find } = search;
  const change = (next: BrowseSearch): void => void navigate({ search: next, replace: true });
  const pick = (id: string): void => void navigate({ search: withItem(search, id), replace: item !== undefined, resetScroll: false });
  const close = (): void => void navigate({ search: withItem(search), resetScroll: false });
  const place = items.findIndex(({ id }) => id === item);
  const known = labels?.filter((each) => each.label !== null).map((each) => each.label!) ?? [];
  const filtered = wanted !== undefined || label !== undefined || unlabelled !== undefined || find !== undefined;
  return (
    <Panel>
      <Group mb="lg" gap="sm">
        <Select
          aria-label="Label"
          placeholder="Every label"
          clearable
          searchable
          limit={100}
          nothingFoundMessage="No such label"
          data={(labels ?? []).map((each) => ({
            value: each.label ?? '',
            label: `${each.label ?? 'no label'} (${formatNumber(each.count)})`,
          }))}
          value={unlabelled === true ? '' : (label ?? null)}
          onChange={(value) => change(withLabel(search, value === null ? undefined : value === '' ? null : value))}
          style={{ flex: '0 1 260px' }}
        />
        <TextInput
          aria-label="Find by id"
          placeholder="Ids that begin with"
          leftSection={<IconSearch size={16} />}
          value={find ?? ''}
          onChange={({ currentTarget: { value } }) => change(withFind(search, value))}
          style={{ flex: '0 1 260px' }}
        />
        <Text fz="sm" c="var(--quiet)" className="numbers" role="status" ml="auto">
          {data === undefined
            ? ''
            : hasNextPage
              ? `the first ${formatNumber(items.length)}${filtered ? '' : ` of ${formatNumber(collection.items)}`}`
              : `${formatNumber(items.length)} ${items.length === 1 ? 'picture' : 'pictures'}`}
        </Text>
      </Group>
      <PredictionFilters collection={collection.name} search={search} onChange={change} />
      {error && <ErrorNotice title="The pictures could not be read" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={300} radius="md" />}
      {data !== undefined && items.length === 0 && (
        <>
          <EmptyState
            icon={<IconFilterOff size={24} />}
            title={filtered ? 'No picture fits' : 'No picture yet'}
            text={filtered ? `None of ${formatNumber(collection.items)} pictures has all of this.` : `${collection.name} is empty.`}
          />
          {filtered && (
            <Group justify="center">
              <Button variant="light" onClick={() => change({ collection: collection.name })}>
                Show all pictures
              </Button>
            </Group>
          )}
        </>
      )}
      <div style={{ opacity: isPlaceholderData ? 0.6 : 1 }} aria-busy={isPlaceholderData}>
        {items.length > 0 && (
          <ItemGrid collection={collection.name} items={items} hasMore={hasNextPage} onMore={onMore} current={item} onPick={pick} />
        )}
      </div>
      <ItemDrawer
        collection={collection.name}
        id={item}
        usable={collection.usable}
        labels={known}
        before={place > 0 ? items[place - 1]!.id : undefined}
        after={place >= 0 ? items[place + 1]?.id : undefined}
        onPick={pick}
        onClose={close}
      />
    </Panel>
  );
}
