#!/usr/bin/env node
/** Prints the WebGPU adapter that `--backend webgpu` would take as {"adapter": "...", "software": false}; `adapter` is null where there is none,
 * `software` true where it is a driver that computes on the processor. A process of its own, because a GPU driver that is broken may take it down. */
const { create } = await import('webgpu');
const gpu = create([]);
const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
const named = adapter === null ? [] : [adapter.info.device, adapter.info.description].filter((text) => text !== '');
process.stdout.write(
  `${JSON.stringify({
    adapter: adapter === null ? null : [...new Set(named)].join(', '),
    software: adapter?.info.isFallbackAdapter === true,
  })}\n`,
);
