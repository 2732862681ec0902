import type { Request, Response } from 'express';
import { clientAddress } from '../client-address.js';
import { principalOf } from './principal-of.js';

/** Who a request comes from, where clients are counted or take turns: the key that it was sent with; where there are no keys, its address. */
export function askingClient(request: Pick<Request, 'ip'>, response: Response): string {
  const { id, kind } = principalOf(response);
  return kind === 'local' ? clientAddress(request) : id;
}
