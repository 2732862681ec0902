import { Router } from 'express';

/** A router that takes an address only as the API description spells it. Express by itself does not tell `/v1` from `/V1`, nor `/albums/a` from
 * `/albums/a/`, which is what `/albums/a/items/..` becomes on its way. */
export function strictRouter(): Router {
  return Router({ strict: true, caseSensitive: true });
}
