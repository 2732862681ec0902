import type { Migration } from '../migrate-database.js';
import { keys } from './001-keys.js';

/** Every step from an empty file to the format of the keys, in order. As with items, one that was released is never edited. */
export const ALL_KEY_MIGRATIONS: readonly Migration[] = [keys];
