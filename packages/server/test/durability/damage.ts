import { open, readdir, truncate } from 'node:fs/promises';
import path from 'node:path';

/** What happens to the files of a server between a kill and the next start. `wal`: the only one by which anything may be lost. */
export type Damage = 'none' | 'graph' | 'manifest' | 'cut' | 'witness' | 'wal';

/** One of them: none in half of the rounds. @param draw 0..1. */
export function drawDamage(draw: number): Damage {
  const kinds: readonly Damage[] = ['graph', 'manifest', 'cut', 'witness', 'wal'];
  return draw < 0.5 ? 'none' : kinds[Math.min(kinds.length - 1, Math.floor((draw - 0.5) * 2 * kinds.length))]!;
}

/** Does it, where there is such a file. @param uniform 0..1. @returns what was hit. */
export async function damage(kind: Damage, home: string, uniform: () => number): Promise<string | undefined> {
  const server = path.join(home, 'server');
  const index = path.join(server, 'index');
  const saved = (await readdir(index, { recursive: true }).catch(() => [])).sort();
  const pick = (pattern: RegExp): string | undefined => {
    const fitting = saved.filter((name) => pattern.test(name));
    const name = fitting[Math.floor(uniform() * fitting.length)];
    return name === undefined ? undefined : path.join(index, name);
  };
  if (kind === 'graph') return flip(pick(/graph-\d+\.hnsw$/), uniform);
  if (kind === 'manifest') return flip(pick(/manifest-\d+\.json$/), uniform);
  if (kind === 'witness') return flip(path.join(server, 'items.sqlite.witness'), uniform);
  if (kind === 'wal') return flip(path.join(server, 'items.sqlite-wal'), uniform);
  const cut = kind === 'cut' ? pick(/(graph|manifest)/) : undefined;
  if (cut !== undefined) await truncate(cut, Math.floor(uniform() * 1000));
  return cut;
}

async function flip(file: string | undefined, uniform: () => number): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const handle = await open(file, 'r+').catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    if (size === 0) return undefined;
    const at = Math.floor(uniform() * size);
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, at);
    byte[0]! ^= 1 << Math.floor(uniform() * 8);
    await handle.write(byte, 0, 1, at);
    return `${file} at byte ${at}`;
  } finally {
    await handle.close();
  }
}
