import { Badge, Button, Group } from '@mantine/core';
import type { Key } from '@supcon/sdk';
import table from '../../components/CardTable.module.css';
import { formatAgo } from '../../format/format-ago.js';
import { useNow } from '../../format/use-now.js';

/** The keys, and what may be done with one that is in use. */
export interface KeysTableProps {
  readonly keys: readonly Key[];
  readonly onAsk: (key: string, ask: 'rotate' | 'revoke') => void;
}

const COLORS = { active: 'teal', expired: 'yellow', revoked: 'gray' } as const;

/** Every key, those that are refused too, without the secrets. */
export function KeysTable({ keys, onAsk }: KeysTableProps) {
  const now = useNow(30_000);
  return (
    <table className={table['table']} role="table" aria-label="Keys">
      <thead role="rowgroup">
        <tr role="row">
          {['Key', 'State', 'Role', 'Collections', 'Taken until', 'Last used', 'What can be done'].map((name) => (
            <th key={name} role="columnheader">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {keys.map((key) => (
          <tr role="row" key={key.id}>
            <td role="cell">
              <b style={{ fontWeight: 580 }}>{key.name}</b>
              <div className={table['sub']}>{key.id}</div>
            </td>
            <td role="cell" data-label="State">
              <Badge variant="light" color={COLORS[key.state]}>
                {key.state}
              </Badge>
            </td>
            <td role="cell" data-label="Role">
              {key.role}
              {key.requestsPerMinute !== null && <div className={table['sub']}>{key.requestsPerMinute} a minute</div>}
            </td>
            <td role="cell" data-label="Collections">
              {key.collections === null ? 'all' : key.collections.join(', ')}
            </td>
            <td role="cell" data-label="Taken until">
              {key.expiresAt === null ? 'revoked' : new Date(key.expiresAt).toLocaleDateString()}
            </td>
            <td role="cell" data-label="Last used">
              {key.lastUsedAt === null ? 'never' : formatAgo(key.lastUsedAt, now)}
            </td>
            <td role="cell" data-label="What can be done">
              {key.state === 'active' ? (
                <Group gap={4}>
                  <Button size="compact-xs" variant="default" onClick={() => onAsk(key.id, 'rotate')} aria-label={`Rotate ${key.name}`}>
                    Rotate
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="red"
                    onClick={() => onAsk(key.id, 'revoke')}
                    aria-label={`Revoke ${key.name}`}
                  >
                    Revoke
                  </Button>
                </Group>
              ) : (
                '–'
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
