import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

const markerSchema = z.object({
  backend: z.enum(['native', 'wasm']),
  refused: z.array(z.object({ source: z.string(), reason: z.string() })).default([]),
  fix: z.string().optional(),
});

/** What the set-up left beside the binding: which backend it provided, why not a better one, and what a person does about it. */
export type SetupMarker = z.output<typeof markerSchema>;

/** @returns undefined where the project was not set up by its own set-up, or by one of another version. */
export async function readSetupMarker(): Promise<SetupMarker | undefined> {
  const require = createRequire(import.meta.url);
  try {
    const folder = path.dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
    return markerSchema.parse(JSON.parse(await readFile(path.join(folder, 'supcon-backend.json'), 'utf8')));
  } catch {
    // It only adds an explanation; the backend that loads is the truth.
    return undefined;
  }
}

/** The marker's reasons, one source after the other, and its advice; undefined when it has nothing to say about WebAssembly. */
export function explainWasm(marker: SetupMarker | undefined): { reason: string; fix: string } | undefined {
  if (marker?.backend !== 'wasm' || marker.refused.length === 0) return undefined;
  const reason = marker.refused.map(({ source, reason: why }) => `${source}: ${why.split('\n')[0] ?? ''}`).join('; ');
  return { reason, fix: marker.fix ?? 'npx supcon setup' };
}
