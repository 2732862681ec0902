import type { Migration } from '../migrate-database.js';
import { audit } from './001-audit.js';

/** Every step from an empty file to the format of the audit log, in order. As with items, one that was released is never edited. */
export const ALL_AUDIT_MIGRATIONS: readonly Migration[] = [audit];
