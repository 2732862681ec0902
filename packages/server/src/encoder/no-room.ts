import type { EncoderMemory } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import type { ModelRecord } from '../domain/model-registry.js';

/** A model, and how much memory its encoder takes. */
export interface WeighedModel {
  readonly model: ModelRecord;
  readonly memory: EncoderMemory;
}

const MIB = 1024 * 1024;

/** All that an encoder takes. */
export function bytesOf({ weightsBytes, arenaBytes }: EncoderMemory): number {
  return weightsBytes + arenaBytes;
}

/** That an encoder will not fit, and what is in its way. Trying again would not help, so it is no TOO_BUSY: somebody has to change something.
 * @param places of the encoders that are loaded. */
export function noRoom(
  { model, memory }: WeighedModel,
  places: readonly (WeighedModel & { readonly residents: number })[],
  maxBytes: number,
): ServerError {
  const mib = (bytes: number): string => `${Math.ceil(bytes / MIB)} MiB`;
  const loaded = places.map((place) => `${titleOf(place)} ${mib(bytesOf(place.memory))}${place.residents > 0 ? ', which serves' : ''}`);
  return new ServerError(
    'MODEL_MEMORY_FULL',
    `the model ${titleOf({ model })} takes ${mib(bytesOf(memory))} of memory, of the ${mib(maxBytes)} that models may take; loaded are: ${loaded.join('; ') || 'none'}. ` +
      'Raise SUPCON_MODEL_MEMORY (--model-memory), lower SUPCON_MAX_BATCH, or use a smaller model (supcon quantize)',
    { details: { bytes: bytesOf(memory), maxBytes } },
  );
}

function titleOf({ model: { name, version } }: Pick<WeighedModel, 'model'>): string {
  return `${name}/${version}`;
}
