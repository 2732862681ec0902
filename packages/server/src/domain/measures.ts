import type { DriftMeasure, DriftVerdict } from './drift-store.js';

/** Steps of the work on requests whose times are told. `decode`: from bytes to pixels, the wait for a decoder included; `queue`: the wait of a picture for its batch;
 * `infer`: a batch in the encoder; `encode`: both, as a picture sees them; `search`: a question to an index; `commit`: a transaction, until it is on disk. */
export const STAGES = ['decode', 'queue', 'infer', 'encode', 'search', 'commit'] as const;

/** One of them. */
export type Stage = (typeof STAGES)[number];

/** A request that was answered, or whose client has gone. */
export interface MeasuredRequest {
  readonly method: string;
  /** The address as the API description has it, e.g. `/v1/collections/{collection}`; `other` for every address that is not there. */
  readonly route: string;
  /** `2xx` and so on; `aborted` where the connection was gone before an answer. */
  readonly status: string;
  /** Of the catalogue of errors, where the answer was one. */
  readonly code: string | undefined;
  /** Until the last byte of the answer was handed over. */
  readonly seconds: number;
}

/** Threads whose death is told; all of them are started again. */
export type MeasuredWorker = 'encoder' | 'index' | 'store';

/** What happens in a server, told to whoever counts it. Methods return at once and never throw. */
export interface Measures {
  took(stage: Stage, seconds: number): void;
  /** A batch goes to the encoder. */
  batch(pictures: number): void;
  /** So many pictures more wait for the encoder; fewer where it is negative. */
  waiting(change: number): void;
  died(worker: MeasuredWorker): void;
  requestBegan(): void;
  requestEnded(request: MeasuredRequest): void;
}

const nothing = (): void => undefined;

/** Nobody counts. */
export const UNMEASURED: Measures = {
  took: nothing,
  batch: nothing,
  waiting: nothing,
  died: nothing,
  requestBegan: nothing,
  requestEnded: nothing,
};

/** Does work and tells how long it took, also where it fails. */
export async function timed<T>(measures: Measures, stage: Stage, work: () => Promise<T>): Promise<T> {
  if (measures === UNMEASURED) return work();
  const began = performance.now();
  try {
    return await work();
  } finally {
    measures.took(stage, (performance.now() - began) / 1000);
  }
}

/** How a server stands, looked at when somebody asks. */
export interface MeasuredState {
  /** As `/readyz` says. */
  readonly ready: boolean;
  /** Which one serves; undefined while none does. */
  readonly model: MeasuredModel | undefined;
  /** Of the model that serves; undefined where it is not followed, or cannot be told now. */
  readonly drift: MeasuredDrift | undefined;
  readonly aliases: readonly { readonly alias: string; readonly model: MeasuredModel }[];
  readonly collections: readonly {
    readonly name: string;
    readonly ready: boolean;
    readonly items: number;
    /** Removed vectors that still take room in the index. */
    readonly tombstones: number;
    /** Items that the last self-check asked for and did not find, and those of them that are found since; undefined before the first. */
    readonly check: { readonly missing: number; readonly repaired: number } | undefined;
  }[];
}

/** How what the model that serves has seen of late differs from what it was set on. */
export interface MeasuredDrift {
  /** That it has seen. */
  readonly pictures: number;
  readonly measures: Readonly<
    Record<DriftMeasure, { readonly verdict: DriftVerdict; readonly distance: number | null; readonly byChance: number | null }>
  >;
}

/** A model by its name. */
export interface MeasuredModel {
  readonly name: string;
  readonly version: number;
}
