import type { Migration } from '../migrate-database.js';
import { answers } from './001-answers.js';

/** Every step from an empty file to the format of the answers, in order. As with items, one that was released is never edited. */
export const ALL_ANSWER_MIGRATIONS: readonly Migration[] = [answers];
