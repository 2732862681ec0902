import type { Migration } from '../migrate-database.js';
import { jobs } from './001-jobs.js';

/** Every step from an empty file to the format of the jobs, in order. As with items, one that was released is never edited. */
export const ALL_JOB_MIGRATIONS: readonly Migration[] = [jobs];
