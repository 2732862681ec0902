import type { Migration } from '../migrate-database.js';
import { feedback } from './001-feedback.js';

/** Every step from an empty file to the format of the feedback, in order. As with items, one that was released is never edited. */
export const ALL_FEEDBACK_MIGRATIONS: readonly Migration[] = [feedback];
