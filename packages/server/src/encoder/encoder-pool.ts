import type { Logger } from 'pino';
import type { Encoder, EncoderLease, EncoderLeases } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { modelNotFound } from '../domain/resolve-model.js';

/** An encoder that can be let go of. */
export interface LoadedEncoder extends Encoder {
  close(): Promise<void>;
}

/** Where encoders come from, and how many may be in memory. */
export interface EncoderPoolOptions {
  readonly registry: Pick<ModelRegistry, 'resolve' | 'list'>;
  readonly load: (model: ModelRecord) => Promise<LoadedEncoder>;
  /** Encoders in memory at a time, at least 1; one that is being closed counts until it is gone. */
  readonly maxLoaded: number;
  /** Leases that may wait for room; one more is refused. */
  readonly maxWaiting: number;
  readonly logger: Logger;
}

/** Lends encoders, and lets go of all of them at the end. */
export interface EncoderPool extends EncoderLeases {
  /** Refuses new leases and those that wait, waits until every lease was given back, and closes the encoders. */
  close(): Promise<void>;
}

/** A place in memory, taken by the encoder of one model. */
interface Place {
  readonly model: ModelRecord;
  /** Rejects when loading failed; the place is free again then. */
  readonly loading: Promise<LoadedEncoder>;
  leases: number;
  /** Of the leases, those that keep their place. */
  residents: number;
  /** Makes room as soon as its last lease is given back: new ones queue up. */
  leaving: boolean;
}

interface Waiting {
  readonly model: ModelRecord;
  readonly resident: boolean;
  readonly resolve: (place: Place) => void;
  readonly reject: (reason: unknown) => void;
}

/** Loads the encoders that are asked for and keeps the most recently used. Each is a thread and a session of ONNX Runtime, so that memory goes with
 * `maxLoaded` and with nothing else: where every place is taken, the least recently used encoder that nobody holds is closed before another is
 * loaded; if all are held, one of them takes no new leases until it can be closed, so that a busy model cannot keep another out for ever. */
export function createEncoderPool({ registry, load, maxLoaded, maxWaiting, logger }: EncoderPoolOptions): EncoderPool {
  // In the order of their last use: the first one is the first to go.
  const places = new Map<string, Place>();
  const waiting: Waiting[] = [];
  const closings = new Set<Promise<void>>();
  let closing = false;
  let held = 0;
  let onGivenBack: () => void = () => undefined;

  const touch = (place: Place): void => {
    const key = keyOf(place.model);
    if (places.get(key) !== place) return;
    places.delete(key);
    places.set(key, place);
  };

  const closePlace = (place: Place): Promise<void> => {
    places.delete(keyOf(place.model));
    const closed = place.loading
      .then(
        (encoder) => encoder.close(),
        () => undefined,
      )
      .catch((error: unknown) => logger.warn({ err: error, model: titleOf(place.model) }, 'an encoder could not be closed'))
      .finally(() => closings.delete(closed));
    closings.add(closed);
    return closed;
  };

  const openPlace = (model: ModelRecord, after: Promise<void>): Place => {
    const loading = after.then(() => load(model));
    const place: Place = { model, loading, leases: 0, residents: 0, leaving: false };
    places.set(keyOf(model), place);
    loading.then(
      () => logger.info({ model: titleOf(model) }, 'the encoder is loaded'),
      (error: unknown) => {
        logger.error({ err: error, model: titleOf(model) }, 'the encoder could not be loaded');
        if (places.get(keyOf(model)) === place) places.delete(keyOf(model));
        pump();
      },
    );
    return place;
  };

  const grant = (place: Place, resident: boolean): Place => {
    held++;
    place.leases++;
    if (resident) place.residents++;
    return place;
  };

  /** A place for a model, or none for now. */
  const findPlace = (model: ModelRecord): Place | undefined => {
    const there = places.get(keyOf(model));
    if (there) return there;
    if (places.size < maxLoaded) return openPlace(model, Promise.resolve());
    const all = [...places.values()];
    const idle = all.find(({ leases }) => leases === 0);
    if (idle) return openPlace(model, closePlace(idle));
    const leaver = all.find(({ leaving }) => leaving) ?? all.find(({ residents }) => residents === 0);
    if (leaver) leaver.leaving = true;
    return undefined;
  };

  /** Serves those that wait, in their order. */
  function pump(): void {
    while (waiting.length > 0) {
      const place = findPlace(waiting[0]!.model);
      if (!place) return;
      const { resident, resolve } = waiting.shift()!;
      // Whoever waits next says anew who has to make room.
      for (const other of places.values()) other.leaving = false;
      resolve(grant(place, resident));
    }
  }

  const takePlace = (model: ModelRecord, resident: boolean): Promise<Place> =>
    new Promise((resolve, reject) => {
      const there = places.get(keyOf(model));
      if (there && !there.leaving) resolve(grant(there, resident));
      else if (waiting.length >= maxWaiting)
        reject(
          new ServerError('TOO_BUSY', `${waiting.length} requests wait for an encoder to be loaded already; try again`, {
            retryAfterSeconds: 2,
          }),
        );
      else {
        waiting.push({ model, resident, resolve, reject });
        pump();
      }
    });

  const giveBack = (place: Place, resident: boolean): void => {
    held--;
    place.leases--;
    if (resident) place.residents--;
    touch(place);
    pump();
    if (held === 0) onGivenBack();
  };

  /** A hash can only mean what it meant when the encoder was loaded, so that the registry need not look again. */
  const find = async (reference: string): Promise<ModelRecord> => {
    const loaded = [...places.values()].find(({ model }) => model.encoderHash === reference);
    const model = loaded?.model ?? (await registry.resolve(reference));
    if (!model) throw modelNotFound(reference, { models: await registry.list() });
    return model;
  };

  return {
    lease: async (asked, { resident = false } = {}) => {
      const model = typeof asked === 'string' ? await find(asked) : asked;
      if (closing) throw stopping();
      const place = await takePlace(model, resident);
      let given = false;
      const release = (): void => {
        if (given) return;
        given = true;
        giveBack(place, resident);
      };
      try {
        const encoder = await place.loading;
        return { encoder, model: place.model, release } satisfies EncoderLease;
      } catch (error) {
        release();
        throw error;
      }
    },
    get loaded() {
      return [...places.values()].map(({ model }) => model);
    },
    close: async () => {
      closing = true;
      for (const { reject } of waiting.splice(0)) reject(stopping());
      if (held > 0) await new Promise<void>((resolve) => (onGivenBack = resolve));
      for (const place of [...places.values()]) void closePlace(place);
      await Promise.all(closings);
    },
  };
}

/** An artifact that was frozen again in the place of another one is another encoder. */
function keyOf({ location, encoderHash }: ModelRecord): string {
  return `${encoderHash} ${location}`;
}

function titleOf({ name, version }: ModelRecord): string {
  return `${name}/${version}`;
}

function stopping(): ServerError {
  return new ServerError('NOT_READY', 'the server is stopping; try again', { retryAfterSeconds: 2 });
}
