import util from 'node:util';

/** Restores what @tensorflow/tfjs-node-gpu 4.22.0 calls and Node 23 removed from `node:util`. Call before importing that package. */
export function applyNodeShim(): void {
  const target = util as unknown as Record<string, unknown>;
  target['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
  target['isArray'] ??= Array.isArray;
}
