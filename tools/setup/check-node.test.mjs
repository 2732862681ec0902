import { expect, it } from 'vitest';
import { checkNode } from './check-node.mjs';

it.each(['18.20.4', '20.18.3'])('refuses Node %s and names what to install', (version) => {
  expect(() => checkNode(version)).toThrow(
    expect.objectContaining({
      code: 'NODE_UNSUPPORTED',
      message: expect.stringContaining(version),
      fix: expect.stringContaining('nvm install'),
    }),
  );
});

it.each(['20.19.0', '22.1.0', '24.21.0'])('accepts Node %s', (version) => {
  expect(checkNode(version)).toBeUndefined();
});

it('accepts a newer Node with a remark', () => {
  expect(checkNode('25.0.0')).toContain('25.0.0');
});
