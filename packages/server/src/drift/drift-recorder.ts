import type { Logger } from 'pino';
import type { DriftObserver, SeenPicture } from '../domain/drift-observer.js';
import { driftKey, type DriftBlock, type DriftStore } from '../domain/drift-store.js';
import type { ModelRecord, ModelTarget } from '../domain/model-registry.js';
import { createSerialQueue } from '../threads/serial-queue.js';
import { openBlock, type OpenBlock } from './open-block.js';

/** Adds up what models see, and keeps it a block at a time. */
export interface DriftRecorder extends Pick<DriftObserver, 'saw'> {
  /** Keeps what has not been kept yet: of one model, or of all. Never throws: what cannot be kept is said in the log. */
  flush(model?: ModelTarget): Promise<void>;
}

/** What recording needs. */
export interface DriftRecorderDeps {
  readonly store: Pick<DriftStore, 'put'>;
  /** Pictures of a block. */
  readonly blockPictures: number;
  /** Told that a model has filled a block, which is kept by then. Never throws. */
  readonly onBlock: (model: ModelRecord) => Promise<void>;
  readonly newId: () => string;
  /** ISO 8601 in UTC. */
  readonly now: () => string;
  readonly logger: Logger;
}

/** Models whose blocks are open at a time; of more, the one that was seen first is closed. */
const MOST_OPEN = 16;
/** Blocks that are being kept; more are given up: the store is down, or far too slow. */
const MOST_UNDER_WAY = 64;

interface Opened {
  readonly model: ModelRecord;
  readonly block: OpenBlock;
  /** Pictures that are kept already. */
  kept: number;
}

/** @returns the recorder of one process. */
export function createDriftRecorder({ store, blockPictures, onBlock, newId, now, logger }: DriftRecorderDeps): DriftRecorder {
  const open = new Map<string, Opened>();
  const inTurn = createSerialQueue();
  const underWay = new Set<Promise<void>>();

  /** In the order in which they came, so that an older state of a block never replaces a newer one. */
  const put = async (opened: Opened, block: DriftBlock, isFull: boolean): Promise<void> => {
    try {
      await inTurn(() => store.put(opened.model, block));
      if (isFull) await onBlock(opened.model);
    } catch (error) {
      // It is tried again with the next ones, while it is open.
      opened.kept = 0;
      logger.warn({ err: error, pictures: block.pictures }, 'a block for drift could not be kept');
    }
  };
  const keep = (opened: Opened, isFull: boolean): void => {
    const block = opened.block.read();
    if (!block || block.pictures === opened.kept) return;
    if (underWay.size >= MOST_UNDER_WAY) {
      logger.warn({ pictures: block.pictures }, 'what models see cannot be kept as fast as it comes: a block for drift is given up');
      return;
    }
    opened.kept = block.pictures;
    const putting = put(opened, block, isFull).finally(() => underWay.delete(putting));
    underWay.add(putting);
  };

  const openFor = (key: string, model: ModelRecord): Opened => {
    if (open.size >= MOST_OPEN) {
      const [oldest, opened] = open.entries().next().value!;
      open.delete(oldest);
      keep(opened, false);
    }
    const opened = { model, block: openBlock(newId(), { embeddingSize: model.embeddingSize, classes: model.labels.length }), kept: 0 };
    open.set(key, opened);
    return opened;
  };

  return {
    saw: (model: ModelRecord, picture: SeenPicture) => {
      const key = driftKey(model);
      const opened = open.get(key) ?? openFor(key, model);
      opened.block.add(picture, now());
      if (opened.block.pictures < blockPictures) return;
      open.delete(key);
      keep(opened, true);
    },
    flush: async (model) => {
      const some = model ? [open.get(driftKey(model))] : [...open.values()];
      for (const opened of some) if (opened) keep(opened, false);
      // Those that were full before too.
      await Promise.all(underWay);
    },
  };
}
