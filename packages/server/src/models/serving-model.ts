import type { EncoderLease } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';

/** The model that answers classify and embed, and that new collections are made with: the one that the alias `production` names. It keeps its encoder
 * in memory for as long as the server runs. */
export type ServingModel =
  | { readonly lease: EncoderLease }
  | {
      readonly lease: undefined;
      /** Why none serves, and what to do. */
      readonly reason: string;
    };

/** @throws ServerError NO_MODEL. */
export function requireServing(serving: ServingModel): EncoderLease {
  if (!serving.lease) throw new ServerError('NO_MODEL', serving.reason);
  return serving.lease;
}
