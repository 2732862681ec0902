import type { KeyDescription } from '../access/key-service.js';
import { shortTime, textTable } from './text-table.js';

const HEAD = ['name', 'id', 'role', 'collections', 'state', 'created', 'expires', 'last used'] as const;

/** The keys as lines of text with columns, each line ended. */
export function keyTable(keys: readonly KeyDescription[]): string {
  const rows = keys.map(({ name, id, role, collections, state, createdAt, expiresAt, lastUsedAt }) => [
    name,
    id,
    role,
    collections?.join(', ') ?? 'all',
    state,
    shortTime(createdAt),
    expiresAt === null ? 'never' : shortTime(expiresAt),
    lastUsedAt === null ? 'never' : shortTime(lastUsedAt),
  ]);
  return textTable(HEAD, rows);
}
