import { expect, it } from 'vitest';
import { explainWasm, readSetupMarker } from './setup-marker.js';

it('reads what this checkout was set up with', async () => {
  const marker = await readSetupMarker();
  expect(['native', 'wasm']).toContain(marker?.backend);
});

it('explains WebAssembly by the reason of every source that did not serve, and how to mend it', () => {
  const refused = [
    { source: 'cache (cpu)', reason: 'no entry' },
    { source: 'wheel (cpu)', reason: 'pip: no route to host\nmore lines' },
  ];
  expect(explainWasm({ backend: 'wasm', refused, fix: 'make PyPI reachable' })).toEqual({
    reason: 'cache (cpu): no entry; wheel (cpu): pip: no route to host',
    fix: 'make PyPI reachable',
  });
});

it('has nothing to say where TensorFlow was provided or nothing is known', () => {
  expect(explainWasm(undefined)).toBeUndefined();
  expect(explainWasm({ backend: 'native', refused: [{ source: 'cache (cpu)', reason: 'no entry' }] })).toBeUndefined();
});
