import type { Logger } from 'pino';
import type { SeenPicture } from '../domain/drift-observer.js';
import { DRIFT_MEASURES, driftKey, type DriftExampleBounds, type DriftMeasure, type DriftStore } from '../domain/drift-store.js';
import type { ModelRecord, ModelTarget } from '../domain/model-registry.js';
import { drivesOf, type DriftGuide } from './example-drive.js';

/** Keeps thumbnails of the pictures that drive the measures of a model most. */
export interface ExampleKeeper {
  /** Looks at a picture: returns at once and never throws. */
  consider(model: ModelRecord, picture: SeenPicture): void;
  /** Tells which way a model's window has gone; until then none of its pictures are kept. */
  guide(model: ModelTarget, guide: DriftGuide): Promise<void>;
  /** Resolves when what was taken is kept or given up. */
  settled(): Promise<void>;
}

/** What keeping needs. */
export interface ExampleKeeperDeps {
  readonly store: Pick<DriftStore, 'keepExample' | 'examples'>;
  readonly bounds: DriftExampleBounds;
  /** A small JPEG. */
  readonly thumbnail: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly newId: () => string;
  /** ISO 8601 in UTC. */
  readonly now: () => string;
  readonly logger: Logger;
}

/** Pictures whose thumbnails are being made: requests come first, and the next picture is as good as this one. */
const MOST_UNDER_WAY = 4;

interface Guided {
  readonly guide: DriftGuide;
  /** Of those that are kept, ascending. */
  readonly drives: Map<DriftMeasure, number[]>;
}

/** @returns the keeper of one process. */
export function createExampleKeeper({ store, bounds, thumbnail, newId, now, logger }: ExampleKeeperDeps): ExampleKeeper {
  const models = new Map<string, Guided>();
  const underWay = new Set<Promise<void>>();

  const isWanted = ({ drives }: Guided, measure: DriftMeasure, drive: number): boolean => {
    const kept = drives.get(measure) ?? [];
    return kept.length < bounds.pictures || drive > kept[0]!;
  };
  const note = ({ drives }: Guided, measure: DriftMeasure, drive: number): void => {
    const kept = [...(drives.get(measure) ?? []), drive].sort((a, b) => a - b);
    drives.set(measure, kept.slice(-bounds.pictures));
  };
  const keep = async (
    model: ModelRecord,
    picture: SeenPicture,
    bytes: Uint8Array,
    wanted: readonly (readonly [DriftMeasure, number])[],
  ): Promise<void> => {
    const seenAt = now();
    try {
      const jpeg = await thumbnail(bytes);
      for (const [measure, drive] of wanted) {
        const { confidence, unknown } = picture;
        const example = {
          ...{ id: newId(), measure, drive, seenAt, confidence, bytes: jpeg.byteLength },
          ...{ label: model.labels[picture.label]!, unknown: unknown?.isUnknown ?? null },
        };
        await store.keepExample(model, example, jpeg, bounds);
      }
    } catch (error) {
      logger.warn({ err: error }, 'an example of drift could not be kept');
    }
  };

  return {
    consider: (model, picture) => {
      const guided = models.get(driftKey(model));
      const { bytes } = picture;
      if (!guided || !bytes || underWay.size >= MOST_UNDER_WAY) return;
      const drives = drivesOf(picture, guided.guide);
      const wanted = DRIFT_MEASURES.flatMap((measure) => {
        const drive = drives[measure];
        return drive !== undefined && isWanted(guided, measure, drive) ? [[measure, drive] as const] : [];
      });
      if (wanted.length === 0) return;
      for (const [measure, drive] of wanted) note(guided, measure, drive);
      const keeping = keep(model, picture, bytes, wanted).finally(() => underWay.delete(keeping));
      underWay.add(keeping);
    },
    guide: async (model, guide) => {
      const guided: Guided = { guide, drives: new Map() };
      for (const { measure, drive } of await store.examples(model)) note(guided, measure, drive);
      models.set(driftKey(model), guided);
    },
    settled: async () => {
      await Promise.all(underWay);
    },
  };
}
