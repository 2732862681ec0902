import type { Migration } from '../migrate-database.js';

/** Jobs in the order in which they came. The index over those that wait or run keeps claims fast however many have ended. */
export const jobs: Migration = {
  number: 1,
  sql: `
CREATE TABLE jobs (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, idempotency_key TEXT, payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempts INTEGER NOT NULL, max_attempts INTEGER NOT NULL, progress TEXT, result TEXT NOT NULL, error TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, run_after TEXT NOT NULL, lease_until TEXT, worker TEXT,
  UNIQUE (kind, idempotency_key)
) STRICT;
CREATE INDEX open_jobs ON jobs (number) WHERE state IN ('queued', 'running');
CREATE INDEX ended_jobs ON jobs (updated_at) WHERE state IN ('done', 'failed', 'cancelled');`,
};
