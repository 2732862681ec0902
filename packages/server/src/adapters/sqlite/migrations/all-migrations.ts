import type { Migration } from '../migrate-database.js';
import { collectionsAndItems } from './001-collections-and-items.js';
import { renameUnreachable } from './002-rename-unreachable.js';
import { versionsAndAliases } from './003-versions-and-aliases.js';
import { itemOrigin } from './004-item-origin.js';
import { storeBounds } from './005-store-bounds.js';
import { itemsByLabel } from './006-items-by-label.js';
import { storeIdentity } from './007-store-identity.js';
import { losses } from './008-losses.js';
import { purges } from './009-purges.js';

/** Every step from an empty file to the format of this program, in order. One that was released is never edited: a change of the format is a new
 * file with the next number, and the last line here. */
export const ALL_MIGRATIONS: readonly Migration[] = [
  collectionsAndItems,
  renameUnreachable,
  versionsAndAliases,
  itemOrigin,
  storeBounds,
  itemsByLabel,
  storeIdentity,
  losses,
  purges,
];
