import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '@supcon/core/files';

/** What clients know of the items of a collection: what they asked for, and what was acknowledged. */
export interface Ledger {
  readonly seed: number;
  /** Rounds that were held against it and are over. */
  rounds: number;
  /** The number of the picture that was sent under an id. */
  readonly asked: Map<string, number>;
  readonly added: Set<string>;
  readonly removalAsked: Set<string>;
  readonly removed: Set<string>;
  /** Removed, and back since a damaged log of changes has taken the removal: their pictures are gone. */
  readonly revived: Set<string>;
}

/** One that knows nothing, or what a run that was broken off had come to. */
export async function openLedger(file: string, seed: number): Promise<Ledger> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    return { seed, rounds: 0, asked: new Map(), added: new Set(), removalAsked: new Set(), removed: new Set(), revived: new Set() };
  const kept = JSON.parse(text) as {
    seed: number;
    rounds: number;
    asked: [string, number][];
    added: string[];
    removalAsked: string[];
    removed: string[];
    revived: string[];
  };
  if (kept.seed !== seed) throw new Error(`${file} is of seed ${kept.seed}; go on with SUPCON_SEED=${kept.seed}, or take another folder`);
  return {
    ...{ seed, rounds: kept.rounds, asked: new Map(kept.asked), added: new Set(kept.added) },
    ...{ removalAsked: new Set(kept.removalAsked), removed: new Set(kept.removed), revived: new Set(kept.revived) },
  };
}

export async function saveLedger(file: string, { asked, added, removalAsked, removed, revived, ...ledger }: Ledger): Promise<void> {
  const kept = {
    ...ledger,
    asked: [...asked],
    added: [...added],
    removalAsked: [...removalAsked],
    removed: [...removed],
    revived: [...revived],
  };
  await writeFileAtomic(file, JSON.stringify(kept));
}

/** What is not as acknowledged: items that are missing, and such that are there though nobody asked for them, or they were removed. */
export function compareWithLedger(there: ReadonlySet<string>, ledger: Ledger): { readonly lost: string[]; readonly ghosts: string[] } {
  return {
    lost: [...ledger.added].filter((id) => !there.has(id) && !ledger.removalAsked.has(id)),
    ghosts: [...there].filter((id) => !ledger.asked.has(id) || ledger.removed.has(id)),
  };
}
