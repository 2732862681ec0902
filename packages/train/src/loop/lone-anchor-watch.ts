import type { Watch } from './watch.js';

/** With two views every anchor has a positive; with one, rare classes leave some alone. */
const TOLERATED = 0.05;

/** Watches for anchors that have no positive in their batch: they are left out of the contrastive loss, so their pictures teach little. */
export function createLoneAnchorWatch(): Watch {
  let warned = false;
  return {
    code: 'LONE_ANCHORS',
    look: ({ loneAnchors }) => {
      if (warned || loneAnchors <= TOLERATED) return undefined;
      warned = true;
      return `${(100 * loneAnchors).toFixed(1)} % of the anchors had no picture of their class beside them and were left out of the loss. Use stage1.sampler {"kind": "balanced"}, more stage1.views, or a larger stage1.batchSize.`;
    },
  };
}
