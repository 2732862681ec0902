import type { Response } from 'express';
import { outOfBounds } from '../../access/authorise.js';
import { mayTouch } from '../../access/principal.js';
import { principalOf } from './principal-of.js';

/** @throws ServerError FORBIDDEN where the key of whoever asks is for other collections. */
export function requireTouchable(response: Response, collection: string): void {
  const principal = principalOf(response);
  if (!mayTouch(principal, collection)) throw outOfBounds(principal, collection);
}
