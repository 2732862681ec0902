import type { Config } from '../app/config.js';
import { setOldItemsAside } from '../app/own-database.js';
import { commandLogger } from './command-logger.js';
import type { Reporter } from './reporter.js';

/** Moves what is left of items whose database is missing or damaged out of the way of a new one. */
export async function beginAnew({ home }: Pick<Config, 'home'>, reporter: Reporter): Promise<void> {
  const folder = await setOldItemsAside(home, commandLogger(), new Date());
  if (folder === undefined) {
    reporter.say('supcon-server: the database of the items is there and can be read: --begin-anew has nothing to do');
    return;
  }
  reporter.event('setAside', { folder });
  reporter.say(`supcon-server: what was left of the items is in ${folder}; a new database is begun`);
}
