import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import facts from '../../components/Facts.module.css';
import { Panel } from '../../components/Panel.js';
import { useSession } from '../../session/session.js';
import { limitRows } from './limit-rows.js';

/** What the server refuses beyond, as it is set. */
export function LimitsPanel() {
  const { client } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ['limits'],
    queryFn: ({ signal }) => client.limits({ signal }),
    staleTime: Infinity,
  });
  return (
    <Panel title="Limits of this server">
      {error && <ErrorNotice title="The limits could not be read" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={220} />}
      {data && (
        <dl className={`${facts['facts']} ${facts['wide']}`}>
          {limitRows(data).map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
