import { expect, it } from 'vitest';
import { createLoneAnchorWatch } from './lone-anchor-watch.js';

it('warns once above one in twenty', () => {
  const watch = createLoneAnchorWatch();
  const look = (loneAnchors: number): string | undefined =>
    watch.look({ epoch: 1, loss: 1, contrastive: 1, learningRate: 0.1, spread: 0.5, loneAnchors });
  expect(look(0)).toBeUndefined();
  expect(look(0.05)).toBeUndefined();
  expect(look(0.123)).toMatch(/12\.3 % of the anchors.*balanced/s);
  expect(look(0.5)).toBeUndefined();
});
