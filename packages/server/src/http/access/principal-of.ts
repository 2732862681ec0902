import type { Response } from 'express';
import type { Principal } from '../../access/principal.js';

/** Notes who asks, for what answers later. */
export function setPrincipal(response: Response, principal: Principal): void {
  (response.locals as { principal?: Principal }).principal = principal;
}

/** Who asks. @throws Error if nobody has looked: then a route has lost its guard. */
export function principalOf(response: Response): Principal {
  const { principal } = response.locals as { principal?: Principal };
  if (!principal) throw new Error('nobody has looked who asks; guardAccess has to come first');
  return principal;
}
