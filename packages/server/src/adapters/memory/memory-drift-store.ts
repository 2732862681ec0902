import {
  DRIFT_MEASURES,
  driftKey,
  type DriftBlock,
  type DriftExample,
  type DriftStore,
  type StandingVerdict,
} from '../../domain/drift-store.js';
import type { ModelTarget } from '../../domain/model-registry.js';

/** What is kept of one model. */
interface OfModel {
  readonly blocks: Map<string, DriftBlock>;
  readonly standing: Map<string, StandingVerdict>;
  readonly examples: Map<string, DriftExample>;
}

/** What memory drift stores that are opened on it share, as processes share a database. */
export class MemoryDrift {
  readonly models = new Map<string, OfModel>();
  readonly thumbnails = new Map<string, Uint8Array>();
}

/** What models have seen, in memory: what the use cases are tested on, and the plainest reading of the port.
 * @param data may be shared by several stores. */
export function openMemoryDriftStore(data: MemoryDrift): DriftStore {
  const answer = async <T>(action: () => T): Promise<T> => structuredClone(await Promise.resolve().then(action));
  const of = (model: ModelTarget): OfModel => {
    const key = driftKey(model);
    const own: OfModel = data.models.get(key) ?? { blocks: new Map(), standing: new Map(), examples: new Map() };
    data.models.set(key, own);
    return own;
  };
  const drop = (examples: Map<string, DriftExample>, id: string): void => {
    examples.delete(id);
    data.thumbnails.delete(id);
  };
  const all = () => [...data.models.values()].flatMap(({ examples }) => [...examples.values()].map((example) => ({ examples, example })));
  return {
    put: (model, block) => answer(() => void of(model).blocks.set(block.id, structuredClone(block))),
    blocks: (model, { pictures, since }) =>
      answer(() => {
        const found = [...of(model).blocks.values()]
          .filter(({ ended }) => ended >= since)
          .sort((a, b) => (a.ended < b.ended ? 1 : a.ended > b.ended ? -1 : a.id < b.id ? 1 : -1));
        let held = 0;
        return found.filter((block, at) => (held += block.pictures) <= pictures || at === 0);
      }),
    settle: (model, verdicts, now) =>
      answer(() => {
        const { standing } = of(model);
        for (const measure of DRIFT_MEASURES)
          if (standing.get(measure)?.verdict !== verdicts[measure]) standing.set(measure, { verdict: verdicts[measure], since: now });
        const [embeddings, confidence, unknown, labels] = DRIFT_MEASURES.map((measure) => standing.get(measure)!);
        return { embeddings: embeddings!, confidence: confidence!, unknown: unknown!, labels: labels! };
      }),
    keepExample: (model, example, jpeg, bounds) =>
      answer(() => {
        const { examples } = of(model);
        examples.set(example.id, example);
        data.thumbnails.set(example.id, Uint8Array.from(jpeg));
        const beyond = [...examples.values()]
          .filter(({ measure }) => measure === example.measure)
          .sort(byDrive)
          .slice(bounds.pictures);
        for (const { id } of beyond) drop(examples, id);
        const kept = all().sort((a, b) => (a.example.seenAt < b.example.seenAt ? 1 : -1));
        let bytes = 0;
        for (const each of kept) if ((bytes += each.example.bytes) > bounds.bytes) drop(each.examples, each.example.id);
        return examples.has(example.id);
      }),
    examples: (model) => answer(() => [...of(model).examples.values()].sort(byDrive)),
    thumbnail: (id) => answer(() => data.thumbnails.get(id)),
    countExamples: () => answer(() => all().length),
    forgetExample: (jpeg) =>
      answer(() => {
        const found = all().filter(({ example }) => Buffer.from(data.thumbnails.get(example.id)!).equals(jpeg));
        for (const { examples, example } of found) drop(examples, example.id);
        return found.length;
      }),
    scour: () => Promise.resolve(),
    forget: (before, model) =>
      answer(() => {
        for (const { blocks, examples } of model ? [of(model)] : data.models.values()) {
          for (const block of blocks.values()) if (block.ended < before.blocks) blocks.delete(block.id);
          for (const { id, seenAt } of examples.values()) if (seenAt < before.examples) drop(examples, id);
        }
      }),
    close: () => Promise.resolve(),
  };
}

function byDrive(one: DriftExample, other: DriftExample): number {
  return other.drive - one.drive || (one.id < other.id ? -1 : 1);
}
