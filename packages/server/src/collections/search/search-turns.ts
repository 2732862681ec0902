import { createPool, type Pool } from '../../threads/pool.js';

/** Requests that search by numbers or items at a time, and that wait for them. */
const AT_ONCE = 8;
const WAITING = 256;

/** Lets requests that search take turns, client by client: one of many searches holds up the others by its own share alone. */
export function createSearchTurns(): Pick<Pool, 'run'> {
  return createPool('searches', { concurrent: AT_ONCE, waiting: WAITING });
}
