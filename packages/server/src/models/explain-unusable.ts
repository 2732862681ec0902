import { CoreError } from '@supcon/core/errors';
import { ServerError, type ServerErrorCode } from '../domain/errors.js';
import type { ModelRecord } from '../domain/model-registry.js';

/** Codes that say that it is not the model's fault, or that it is already. */
const AS_THEY_ARE: readonly ServerErrorCode[] = ['MODEL_UNUSABLE', 'MODEL_NOT_FOUND', 'TOO_BUSY', 'NOT_READY', 'MODEL_MEMORY_FULL'];

/** What loading or trying a model threw, as its callers may know it, without where it lies: MODEL_UNUSABLE unless it will do at another time. */
export function explainUnusable(
  { name, version, location }: Pick<ModelRecord, 'name' | 'version' | 'location'>,
  error: unknown,
): ServerError {
  if (error instanceof ServerError && AS_THEY_ARE.includes(error.code)) return error;
  const reason = error instanceof CoreError ? error.message.replaceAll(location, `${name}/${version}`) : 'the log of the server says why';
  return new ServerError('MODEL_UNUSABLE', `the model ${name}/${version} cannot be loaded: ${reason}`, { cause: error });
}
