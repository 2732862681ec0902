import { createHash } from 'node:crypto';
import type { ModelRecord } from '../src/domain/model-registry.js';

/** A record as an artifact gives it; each name, version and seed has an encoder of its own. */
export function modelRecord(name: string, version: number, more: Partial<ModelRecord> & { seed?: number } = {}): ModelRecord {
  const { seed = 1, ...fields } = more;
  return {
    name,
    version,
    encoderHash: createHash('sha256').update(`${name} ${version} ${seed}`).digest('hex'),
    createdAt: new Date(Date.UTC(2026, 0, version)).toISOString(),
    location: `/artifacts/${name}/${version}`,
    embeddingSize: 8,
    imageSize: 32,
    precision: 'float32',
    labels: ['apple', 'pear'],
    temperature: 1,
    recipe: 'tiny',
    metrics: { test: { linear: 0.5 } },
    ...fields,
  };
}
