import { createHash } from 'node:crypto';
import type { EncoderLeases } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import type { ModelArchive, ModelArchives } from '../domain/model-archives.js';
import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { modelNotFound } from '../domain/resolve-model.js';
import { createPool } from '../threads/pool.js';
import { explainUnusable } from './explain-unusable.js';
import { tryEncoder } from './try-encoder.js';

/** An archive that comes in. */
export interface IncomingModel {
  readonly body: AsyncIterable<Uint8Array>;
  /** Of all of it, where the sender says so: hex. */
  readonly sha256?: string | undefined;
}

/** Models from other machines, and to them. */
export interface ModelTransfer {
  /** Takes in an artifact, verifies it, lets its encoder answer as a switch would, and makes it the next version of its name. It serves nobody until an alias says so.
   * @throws ServerError BAD_ARCHIVE, PAYLOAD_TOO_LARGE, MODEL_UNUSABLE, MODEL_MEMORY_FULL, STORAGE_FULL, TOO_BUSY; what reading the body threw. Nothing is left behind then. */
  receive(incoming: IncomingModel): Promise<ModelRecord>;
  /** @throws ServerError MODEL_NOT_FOUND, MODEL_UNUSABLE for one that is damaged. */
  pack(name: string, version: number): Promise<ModelArchive>;
}

/** What it needs. */
export interface ModelTransferDeps {
  readonly registry: Pick<ModelRegistry, 'list'>;
  readonly archives: ModelArchives;
  readonly encoders: Pick<EncoderLeases, 'lease'>;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
}

/** Archives that may come in at a time; one more is refused. */
const MOST_COMING = 4;

/** @returns the transfer of one server. */
export function createModelTransfer({ registry, archives, encoders, requireRoom }: ModelTransferDeps): ModelTransfer {
  const coming = createPool('models that come in', { concurrent: MOST_COMING, waiting: 0 });
  const trying = createPool('models to try', { concurrent: 1, waiting: MOST_COMING });

  const tryStaged = (model: ModelRecord): Promise<void> =>
    trying.run(async () => {
      // What it is loaded from moves once it was tried.
      const lease = await encoders.lease(model, { once: true });
      await tryEncoder(lease).finally(() => lease.release());
    });

  return {
    receive: (incoming) =>
      coming.run(async () => {
        const staged = await archives.receive(watched(incoming, requireRoom));
        try {
          await tryStaged(staged.model).catch((error: unknown) => {
            throw explainUnusable(staged.model, error);
          });
          return await staged.place();
        } finally {
          await staged.discard();
        }
      }),
    pack: async (name, version) => {
      const models = await registry.list();
      const model = models.find((known) => known.name === name && known.version === version);
      if (!model) throw modelNotFound(`${name}/${version}`, { models });
      return archives.pack(model);
    },
  };
}

/** The body, as long as there is room, and what was announced. @throws ServerError STORAGE_FULL, BAD_ARCHIVE. (while it is read) */
async function* watched({ body, sha256 }: IncomingModel, requireRoom: () => Promise<void>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  await requireRoom();
  for await (const piece of body) {
    hash.update(piece);
    yield piece;
    await requireRoom();
  }
  const found = hash.digest('hex');
  if (sha256 !== undefined && sha256 !== found)
    throw new ServerError('BAD_ARCHIVE', `the body has another sha256 (${found}) than its digest says (${sha256}); send it again`);
}
