import { Skeleton, Stack, Text } from '@mantine/core';
import type { Collection } from '@supcon/sdk';
import { IconPhotoCheck, IconPhotoSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { CollectionSelect } from '../../entities/collection/CollectionSelect.js';
import { CollectionStates } from '../../entities/collection/CollectionStates.js';
import { useChosenCollection } from '../../entities/collection/use-chosen-collection.js';
import { useIsAdmin } from '../../entities/job/use-jobs.js';
import { DuplicateGroup } from './DuplicateGroup.js';
import { SearchPanel } from './SearchPanel.js';
import { useDuplicates } from '../../entities/collection/use-duplicates.js';
import classes from './DuplicatesPage.module.css';

const route = getRouteApi('/duplicates');

/** Pictures of a collection that are nearly the same, in groups of which one can be kept. */
export function DuplicatesPage() {
  const mayManage = useIsAdmin() === true;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const choice = useChosenCollection(search.collection);
  const collection = choice.chosen;
  return (
    <>
      <PageHead
        title="Near-duplicates"
        text="Pictures that are nearly the same, in groups of which one can be kept."
        aside={<CollectionSelect choice={choice} onChange={(name) => void navigate({ search: { collection: name } })} />}
      />
      <Stack>
        <CollectionStates choice={choice} icon={<IconPhotoSearch size={24} />} height={320} />
        {collection && mayManage && <SearchPanel key={collection.name} collection={collection.name} />}
        {collection && <Groups key={`groups ${collection.name}`} collection={collection} mayManage={mayManage} />}
      </Stack>
    </>
  );
}

function Groups({ collection: { name }, mayManage }: { readonly collection: Collection; readonly mayManage: boolean }) {
  const { data, error, refetch } = useDuplicates(name);
  if (error) return <ErrorNotice title="They could not be read" error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={220} radius="lg" />;
  if (data === null)
    return (
      <Panel>
        <EmptyState
          icon={<IconPhotoSearch size={24} />}
          title="Nobody has looked yet"
          text={mayManage ? 'It takes seconds for thousands of pictures.' : 'A key with the role admin can begin it.'}
        />
      </Panel>
    );
  if (data.groups.length === 0)
    return (
      <Panel>
        <EmptyState icon={<IconPhotoCheck size={24} />} title="No two are alike" text={`No picture of ${name} has a near-duplicate.`} />
      </Panel>
    );
  return (
    <>
      <ul className={classes['groups']} aria-label="Groups">
        {data.groups.map((group) => (
          <DuplicateGroup key={group.map(({ id }) => id).join(' ')} collection={name} group={group} mayManage={mayManage} />
        ))}
      </ul>
      {data.more && (
        <Text fz="sm" c="var(--quiet)">
          The first {data.groups.length} groups; once they are dealt with, the others are here.
        </Text>
      )}
    </>
  );
}
