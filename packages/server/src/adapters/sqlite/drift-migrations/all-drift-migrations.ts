import type { Migration } from '../migrate-database.js';
import { drift } from './001-drift.js';

/** Every step from an empty file to the format of the drift, in order. As with items, one that was released is never edited. */
export const ALL_DRIFT_MIGRATIONS: readonly Migration[] = [drift];
