import { CoreError } from '../errors.js';
import type { AdamOptions } from './adam-step.js';
import { createAdam } from './adam.js';
import { createAdamW, type AdamWOptions } from './adamw.js';
import { createLars, type LarsOptions } from './lars.js';
import type { Optimiser } from './optimiser.js';
import { createRmsprop, type RmspropOptions } from './rmsprop.js';
import { createSgd, type SgdOptions } from './sgd.js';

/** An optimiser as data, as recipes hold it. */
export type OptimiserOptions =
  | ({ readonly kind: 'sgd' } & SgdOptions)
  | ({ readonly kind: 'adam' } & AdamOptions)
  | ({ readonly kind: 'adamw' } & AdamWOptions)
  | ({ readonly kind: 'rmsprop' } & RmspropOptions)
  | ({ readonly kind: 'lars' } & LarsOptions);

/** @throws CoreError BAD_OPTIMISER for a kind that does not exist or an option out of range. */
export function createOptimiser(options: OptimiserOptions): Optimiser {
  switch (options.kind) {
    case 'sgd':
      return createSgd(options);
    case 'adam':
      return createAdam(options);
    case 'adamw':
      return createAdamW(options);
    case 'rmsprop':
      return createRmsprop(options);
    case 'lars':
      return createLars(options);
    default: {
      const { kind } = options as { readonly kind: unknown };
      throw new CoreError('BAD_OPTIMISER', `createOptimiser: kind must be sgd, adam, adamw, rmsprop or lars, got '${String(kind)}'`);
    }
  }
}
