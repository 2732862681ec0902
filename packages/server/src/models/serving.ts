import type { EncoderLease } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import type { ModelRecord } from '../domain/model-registry.js';
import type { ReadinessCheck } from '../domain/readiness.js';

/** The model that answers classify and embed, and that new collections are made with. It keeps its encoder in memory, and may be replaced by another while
 * requests are answered. */
export interface Serving {
  /** undefined while none serves. */
  readonly model: ModelRecord | undefined;
  /** @throws ServerError NO_MODEL. */
  requireModel(): ModelRecord;
  /** Works with the model that serves now, to the end: also where another one takes over meanwhile. @throws ServerError NO_MODEL, or what the work threw. */
  use<T>(work: (serving: Pick<EncoderLease, 'encoder' | 'model'>) => Promise<T>): Promise<T>;
  /** From now on this one serves; the one before is given back once its last work has settled. */
  replace(lease: EncoderLease): void;
  readiness(): ReadinessCheck;
  /** Gives back what is held, as soon as the work with it has settled. */
  close(): void;
}

/** One model's time of serving. */
interface Turn {
  readonly lease: EncoderLease;
  works: number;
  over: boolean;
}

/** @param initial the encoder to begin with, or why there is none and what to do. */
export function createServing(initial: EncoderLease | { readonly reason: string }): Serving {
  let turn = 'reason' in initial ? undefined : begin(initial);
  const reason = 'reason' in initial ? initial.reason : 'the server is stopping';

  const requireTurn = (): Turn => {
    if (!turn) throw new ServerError('NO_MODEL', reason);
    return turn;
  };
  const end = (ended: Turn | undefined): void => {
    if (!ended) return;
    ended.over = true;
    if (ended.works === 0) ended.lease.release();
  };

  return {
    get model() {
      return turn?.lease.model;
    },
    requireModel: () => requireTurn().lease.model,
    use: async (work) => {
      const mine = requireTurn();
      mine.works++;
      try {
        return await work(mine.lease);
      } finally {
        mine.works--;
        if (mine.over && mine.works === 0) mine.lease.release();
      }
    },
    replace: (lease) => {
      const before = turn;
      turn = begin(lease);
      end(before);
    },
    readiness: () => {
      if (!turn) return { name: 'model', ok: false, detail: `none: ${reason}` };
      const { encoder, model } = turn.lease;
      return { name: 'model', ok: encoder.status === 'ready', detail: `${model.name} ${model.version}: ${encoder.status}` };
    },
    close: () => {
      end(turn);
      turn = undefined;
    },
  };
}

function begin(lease: EncoderLease): Turn {
  return { lease, works: 0, over: false };
}
