const KINDS: Readonly<Record<string, string>> = {
  supcon: 'SupCon',
  'nt-xent': 'NT-Xent',
  'max-margin': 'Max-margin',
  triplet: 'Triplet',
  'n-pairs': 'N-pairs',
  'multi-similarity': 'Multi-similarity',
  'cross-entropy': 'Cross-entropy',
  none: 'None: a probe',
};
const WITH_CLASSIFIER = '+cross-entropy';

/** What a recipe's `stage1.loss` is called: `SupCon + cross-entropy`. One of a newer version is called as it is spelled. */
export function lossName(loss: string): string {
  const kind = contrastiveKind(loss);
  return `${KINDS[kind] ?? kind}${kind === loss ? '' : ' + cross-entropy'}`;
}

/** What the contrastive term of a `stage1.loss` is called, as over its curve: `Triplet loss`. */
export function contrastiveLossName(loss: string): string {
  const kind = contrastiveKind(loss);
  return `${KINDS[kind] ?? kind} loss`;
}

function contrastiveKind(loss: string): string {
  return loss.endsWith(WITH_CLASSIFIER) ? loss.slice(0, -WITH_CLASSIFIER.length) : loss;
}
