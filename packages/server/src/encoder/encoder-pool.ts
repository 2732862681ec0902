import type { Logger } from 'pino';
import type { Encoder, EncoderLease, EncoderLeases, EncoderMemory, LeaseOptions } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import type { ModelAlias, ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { isSameModel, modelNotFound } from '../domain/resolve-model.js';
import { makeRoom, type RoomBounds } from './make-room.js';
import { bytesOf, noRoom } from './no-room.js';

/** An encoder that can be let go of. */
export interface LoadedEncoder extends Encoder {
  close(): Promise<void>;
}

/** Where encoders come from, and how many may be in memory; one that is being closed counts until it is gone. */
export interface EncoderPoolOptions extends RoomBounds {
  readonly registry: Pick<ModelRegistry, 'resolve' | 'list' | 'aliases'>;
  readonly load: (model: ModelRecord) => Promise<LoadedEncoder>;
  /** How much memory an encoder takes; asked once, before it is loaded. */
  readonly weigh: (model: ModelRecord) => Promise<EncoderMemory>;
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
  readonly memory: EncoderMemory;
  /** Its first lease said that it will not be asked for again. */
  readonly once: boolean;
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
  readonly memory: EncoderMemory;
  readonly options: LeaseOptions;
  readonly resolve: (place: Place) => void;
  readonly reject: (reason: unknown) => void;
}

/** Loads the encoders that are asked for and keeps the most recently used. Each is a thread and a session of ONNX Runtime, so that memory goes with
 * `maxLoaded` and `maxBytes`, and with nothing else: where there is no room, the least recently used encoders that nobody holds are closed before another is
 * loaded; if all are held, some of them take no new leases until they can be closed, so that a busy model cannot keep another out for ever. */
export function createEncoderPool({ registry, load, weigh, maxLoaded, maxBytes, maxWaiting, logger }: EncoderPoolOptions): EncoderPool {
  // In the order of their last use: the first one is the first to go.
  const places = new Map<string, Place>();
  const waiting: Waiting[] = [];
  const closings = new Set<Promise<void>>();
  const weights = new Map<string, Promise<EncoderMemory>>();
  /** As they were when somebody last came to wait. */
  let aliases: readonly ModelAlias[] = [];
  /** Those that look how much memory they need before they wait. */
  let weighing = 0;
  let closing = false;
  let held = 0;
  let onGivenBack: () => void = () => undefined;

  const touch = (place: Place): void => {
    const key = keyOf(place.model);
    if (places.get(key) !== place) return;
    places.delete(key);
    places.set(key, place);
  };

  const closePlace = (place: Place): void => {
    places.delete(keyOf(place.model));
    const closed = place.loading
      .then(
        (encoder) => encoder.close(),
        () => undefined,
      )
      .catch((error: unknown) => logger.warn({ err: error, model: titleOf(place.model) }, 'an encoder could not be closed'))
      .finally(() => closings.delete(closed));
    closings.add(closed);
  };

  /** Loads it behind those that are still being closed: they take memory until they are gone. */
  const openPlace = ({ model, memory, options: { once = false } }: Waiting): Place => {
    const loading = Promise.all(closings).then(() => load(model));
    const place: Place = { model, memory, once, loading, leases: 0, residents: 0, leaving: false };
    places.set(keyOf(model), place);
    loading.then(
      () => logger.info({ model: titleOf(model), bytes: bytesOf(memory) }, 'the encoder is loaded'),
      (error: unknown) => {
        logger.error({ err: error, model: titleOf(model) }, 'the encoder could not be loaded');
        if (places.get(keyOf(model)) === place) places.delete(keyOf(model));
        pump();
      },
    );
    return place;
  };

  const grant = (place: Place, { resident = false }: LeaseOptions): Place => {
    held++;
    place.leases++;
    if (resident) place.residents++;
    return place;
  };

  /** A place for a model, none for now, or never one. */
  const findPlace = (wanted: Waiting): Place | undefined | 'never' => {
    const there = places.get(keyOf(wanted.model));
    if (there) return there;
    const taken = [...places.values()].map((place) => ({
      ...{ place, leases: place.leases, residents: place.residents, leaving: place.leaving, bytes: bytesOf(place.memory) },
      named: aliases.some((alias) => isSameModel(alias, place.model)),
    }));
    const room = makeRoom(taken, bytesOf(wanted.memory), { maxLoaded, maxBytes });
    if (room === 'never') return room;
    if ('close' in room) {
      for (const { place } of room.close) closePlace(place);
      return openPlace(wanted);
    }
    for (const { place } of room.leave) place.leaving = true;
    return undefined;
  };

  /** Serves those that wait, in their order. */
  function pump(): void {
    while (waiting.length > 0) {
      const place = findPlace(waiting[0]!);
      if (!place) return;
      const { model, memory, options, resolve, reject } = waiting.shift()!;
      // Whoever waits next says anew who has to make room.
      for (const other of places.values()) other.leaving = false;
      if (place === 'never') reject(noRoom({ model, memory }, [...places.values()], maxBytes));
      else resolve(grant(place, options));
    }
  }

  const memoryNeeded = (model: ModelRecord): Promise<EncoderMemory> => {
    const key = keyOf(model);
    const known = weights.get(key) ?? weigh(model);
    weights.set(key, known);
    known.catch((error: unknown) => {
      if (weights.get(key) !== known) return;
      weights.delete(key);
      logger.error({ err: error, model: titleOf(model) }, 'the encoder could not be loaded');
    });
    return known;
  };

  const takePlace = async (model: ModelRecord, options: LeaseOptions): Promise<Place> => {
    const there = places.get(keyOf(model));
    if (there && !there.leaving) return grant(there, options);
    const before = waiting.length + weighing;
    if (before >= maxWaiting)
      throw new ServerError('TOO_BUSY', `${before} requests wait for an encoder to be loaded already; try again`, { retryAfterSeconds: 2 });
    weighing++;
    const memory = await memoryNeeded(model)
      .then(async (needed) => {
        aliases = await registry.aliases();
        return needed;
      })
      .finally(() => weighing--);
    if (closing) throw stopping();
    return new Promise((resolve, reject) => {
      waiting.push({ model, memory, options, resolve, reject });
      pump();
    });
  };

  const giveBack = (place: Place, { resident = false }: LeaseOptions): void => {
    held--;
    place.leases--;
    if (resident) place.residents--;
    touch(place);
    if (place.once && place.leases === 0 && places.get(keyOf(place.model)) === place) closePlace(place);
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
    lease: async (asked, options = {}) => {
      const model = typeof asked === 'string' ? await find(asked) : asked;
      if (closing) throw stopping();
      const place = await takePlace(model, options);
      let given = false;
      const release = (): void => {
        if (given) return;
        given = true;
        giveBack(place, options);
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
    memoryOf: (model) => places.get(keyOf(model))?.memory,
    close: async () => {
      closing = true;
      for (const { reject } of waiting.splice(0)) reject(stopping());
      if (held > 0) await new Promise<void>((resolve) => (onGivenBack = resolve));
      for (const place of [...places.values()]) closePlace(place);
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
