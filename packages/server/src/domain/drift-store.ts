import type { ModelTarget } from './model-registry.js';

/** What is compared with the reference of a model. */
export const DRIFT_MEASURES = ['embeddings', 'confidence', 'unknown', 'labels'] as const;

/** One of them. */
export type DriftMeasure = (typeof DRIFT_MEASURES)[number];

/** What is said of a measure. `fewPictures`: too few of them to say; `noReference`: the artifact has nothing to compare with. */
export type DriftVerdict = 'ok' | 'watch' | 'alarm' | 'fewPictures' | 'noReference';

/** Sums over pictures that a model classified one after another in one process: nothing of any one of them can be told from many. */
export interface DriftBlock {
  /** Of its own. */
  readonly id: string;
  /** When its first and its last picture came: ISO 8601 in UTC. */
  readonly began: string;
  readonly ended: string;
  readonly pictures: number;
  /** [D] of the unit embeddings. */
  readonly embeddings: Float64Array;
  /** [20] pictures by confidence, in the bins of `DriftRecord`. */
  readonly confidence: readonly number[];
  /** [C] pictures by their most probable class. */
  readonly predicted: readonly number[];
  /** Pictures that were judged known or unknown, and those that were unknown. */
  readonly judged: number;
  readonly unknown: number;
}

/** A picture that is kept for people to look at. */
export interface DriftExample {
  readonly id: string;
  /** Which measure it drives, and how much: only to be compared with others of the same. */
  readonly measure: DriftMeasure;
  readonly drive: number;
  /** When it came: ISO 8601 in UTC. */
  readonly seenAt: string;
  readonly label: string;
  readonly confidence: number;
  /** Null where the model cannot tell. */
  readonly unknown: boolean | null;
  /** Of its thumbnail. */
  readonly bytes: number;
}

/** How many examples are kept: of one measure of a model, and bytes of all together. */
export interface DriftExampleBounds {
  readonly pictures: number;
  readonly bytes: number;
}

/** How a measure stands, and since when without a break. */
export interface StandingVerdict {
  readonly verdict: DriftVerdict;
  /** ISO 8601 in UTC. */
  readonly since: string;
}

/** One model apart from every other: another artifact of the same name and version is another one. */
export function driftKey({ name, version, encoderHash }: ModelTarget): string {
  return `${name}/${version} ${encoderHash}`;
}

/** Where is kept what models have seen of late. Several processes may have the same one open. Every method may throw ServerError NOT_READY where trying again may help, and those
 * that write STORAGE_FULL. */
export interface DriftStore {
  /** Keeps a block; one of the same id is replaced. */
  put(model: ModelTarget, block: DriftBlock): Promise<void>;
  /** The newest blocks of a model that together hold at most `pictures`, though the newest of all in any case; the newest first.
   * @param since ISO 8601 in UTC: blocks that ended before are left out. */
  blocks(model: ModelTarget, window: { readonly pictures: number; readonly since: string }): Promise<readonly DriftBlock[]>;
  /** Says how measures stand now: one whose verdict is the one of before goes on since then. @returns how each stands. */
  settle(
    model: ModelTarget,
    verdicts: Readonly<Record<DriftMeasure, DriftVerdict>>,
    now: string,
  ): Promise<Readonly<Record<DriftMeasure, StandingVerdict>>>;
  /** Keeps an example, and lets go of those with the least drive of its measure beyond `pictures`, and of the oldest of all beyond `bytes`.
   * @param jpeg its thumbnail.  @returns whether it is kept. */
  keepExample(model: ModelTarget, example: DriftExample, jpeg: Uint8Array, bounds: DriftExampleBounds): Promise<boolean>;
  /** The examples of a model, those with the most drive first. */
  examples(model: ModelTarget): Promise<readonly DriftExample[]>;
  /** A thumbnail. @returns undefined where there is none of this id. */
  thumbnail(id: string): Promise<Uint8Array | undefined>;
  /** How many examples there are, of all models. */
  countExamples(): Promise<number>;
  /** Lets go of the examples that have this thumbnail. @returns how many. */
  forgetExample(jpeg: Uint8Array): Promise<number>;
  /** Afterwards none of its files holds anything of what it let go of before. */
  scour(): Promise<void>;
  /** Lets go of blocks that ended, and of examples that were seen, before; of one model or of all. Verdicts stay. @param before ISO 8601 in UTC. */
  forget(before: { readonly blocks: string; readonly examples: string }, model?: ModelTarget): Promise<void>;
  close(): Promise<void>;
}
