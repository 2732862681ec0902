import { Skeleton, Stack, Text } from '@mantine/core';
import { IconDatabase } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { indexCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { useCollections } from '../../entities/collection/use-collections.js';
import { useIsAdmin } from '../../entities/job/use-jobs.js';
import { CollectionDrawer } from './CollectionDrawer.js';
import type { CollectionsSearch } from './collections-search.js';
import { CollectionsTable } from './CollectionsTable.js';
import { CopyDialog } from './CopyDialog.js';
import { DeleteDialog } from './DeleteDialog.js';
import { PurgeReceipt } from './PurgeReceipt.js';
import { ReembedDialog } from './ReembedDialog.js';

const route = getRouteApi('/collections');

/** Every searchable set of pictures: how it stands, and what can be done with it. */
export function CollectionsPage() {
  const { data: collections, error, refetch } = useCollections();
  const mayManage = useIsAdmin() === true;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: CollectionsSearch): void => void navigate({ search: next, resetScroll: false });
  const collection = collections?.find(({ name, aliases }) => name === search.collection || aliases.includes(search.collection ?? ''));
  const lost = collections !== undefined && search.collection !== undefined && collection === undefined;
  const ask = mayManage ? search.ask : undefined;
  const look = (): void => go(collection ? { collection: collection.name } : {});
  const asked = (wanted: typeof ask) => (ask === wanted ? collection : undefined);
  return (
    <>
      <PageHead title="Collections" text="Searchable sets of pictures: how each stands, and what can be done with it." />
      <Stack>
        {error && <ErrorNotice title="The collections could not be read" error={error} onRetry={() => void refetch()} />}
        {lost && (
          <Text role="status" fz="sm" c="var(--quiet)">
            There is no collection ‘{search.collection}’.
          </Text>
        )}
        {collections === undefined && !error && <Skeleton h={220} radius="lg" />}
        {collections?.length === 0 && (
          <Panel>
            <EmptyState
              icon={<IconDatabase size={24} />}
              title="No collection yet"
              text="Fill one from a folder with one sub-folder for each class."
              command={indexCommand('photos/train', 'photos')}
            />
          </Panel>
        )}
        {collections !== undefined && collections.length > 0 && (
          <Panel>
            <CollectionsTable collections={collections} />
          </Panel>
        )}
      </Stack>
      <CollectionDrawer
        collection={ask === undefined ? collection : undefined}
        mayManage={mayManage}
        onAsk={(next) => collection && go({ collection: collection.name, ask: next })}
        onClose={() => go({})}
      />
      <CopyDialog collection={asked('copy')} onClose={look} />
      <ReembedDialog collection={asked('reembed')} onClose={look} />
      <DeleteDialog
        key={collection?.name}
        collection={asked('delete')}
        onClose={look}
        onGone={(purge) => go(purge === undefined ? {} : { purge })}
      />
      <PurgeReceipt id={search.purge} onClose={() => go({})} />
    </>
  );
}
