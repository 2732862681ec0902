import { Button, Skeleton, Stack } from '@mantine/core';
import { PermissionDeniedError, type ShownKey } from '@supcon/sdk';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { AdminsOnly } from '../../components/AdminsOnly.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { useSession, useSessionStore } from '../../session/session.js';
import { CreateKeyDialog } from './CreateKeyDialog.js';
import { KeysTable } from './KeysTable.js';
import type { KeysSearch } from './keys-search.js';
import { LimitsPanel } from './LimitsPanel.js';
import { RevokeKeyDialog } from './RevokeKeyDialog.js';
import { RotateKeyDialog } from './RotateKeyDialog.js';
import { ShownSecret } from './ShownSecret.js';

const route = getRouteApi('/keys');

/** Who may ask the server, and how much. */
export function KeysPage() {
  const { client, apiKey } = useSession();
  const { setApiKey } = useSessionStore();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: KeysSearch): void => void navigate({ search: next, resetScroll: false });
  const {
    data: keys,
    error,
    refetch,
  } = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => client.keys.list({ signal }),
    enabled: ({ state }) => !(state.error instanceof PermissionDeniedError),
  });
  const [shown, setShown] = useState<ShownKey>();
  const close = (): void => go({});
  const target = (ask: KeysSearch['ask']) => (search.ask === ask ? keys?.find(({ id }) => id === search.key) : undefined);
  const made = (key: ShownKey): void => {
    // The tab's own key: the server answers the one of before no more, or not for long.
    const isOwn = apiKey === undefined || apiKey.startsWith(`supcon_${key.key.id}_`);
    go(isOwn ? { ask: 'own' } : {});
    if (isOwn) setApiKey(key.secret);
    else setShown(key);
  };
  if (error instanceof PermissionDeniedError)
    return (
      <>
        <PageHead title="Keys and limits" text="Who may ask the server, and how much." />
        <Stack>
          <AdminsOnly what="Keys" />
          <LimitsPanel />
        </Stack>
      </>
    );
  return (
    <>
      <PageHead
        title="Keys and limits"
        text="Who may ask the server, and how much."
        aside={
          keys && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => go({ ask: 'create' })}>
              New key
            </Button>
          )
        }
      />
      <Stack>
        {error && <ErrorNotice title="The keys could not be read" error={error} onRetry={() => void refetch()} />}
        {shown && <ShownSecret name={shown.key.name} secret={shown.secret} onDone={() => setShown(undefined)} />}
        {search.ask === 'own' && apiKey !== undefined && <ShownSecret name="the key that this tab uses" secret={apiKey} onDone={close} />}
        <Panel>
          {keys === undefined && !error && <Skeleton h={160} />}
          {keys?.length === 0 && (
            <EmptyState
              icon={<IconKey size={24} />}
              title={apiKey === undefined ? 'Anybody on this machine may do everything' : 'No key was made yet'}
              text="With the first key, every request needs one."
            />
          )}
          {keys !== undefined && keys.length > 0 && <KeysTable keys={keys} onAsk={(key, ask) => go({ key, ask })} />}
        </Panel>
        <LimitsPanel />
      </Stack>
      <CreateKeyDialog opened={search.ask === 'create'} isFirst={apiKey === undefined} onMade={made} onClose={close} />
      <RotateKeyDialog target={target('rotate')} onMade={made} onClose={close} />
      <RevokeKeyDialog target={target('revoke')} onClose={close} />
    </>
  );
}
