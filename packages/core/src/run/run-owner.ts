import { z } from 'zod';

/** `owner.json`: the process that holds a run. */
export const runOwnerSchema = z.object({
  formatVersion: z.literal(1),
  /** Of this holding; another one of the same process has another. */
  id: z.string().min(1),
  host: z.string(),
  pid: z.int().min(1),
  /** When it took the run, ISO 8601. */
  since: z.iso.datetime(),
  /** Clock ticks from boot to the start of the process (Linux): tells it from a later one with the same number. */
  started: z.int().exactOptional(),
  /** Boot and pid namespace of the process (Linux): only where both are ours does its number mean anything here. */
  place: z.string().exactOptional(),
});

/** The process that trains a run, as `owner.json` names it. */
export type RunOwner = z.output<typeof runOwnerSchema>;

/** What is known of a run's owner. `alive`, `dead`: the process was looked for, here. `unknown`: it runs on another machine, and only its heartbeat tells. */
export type OwnerLife = 'alive' | 'dead' | 'unknown';
