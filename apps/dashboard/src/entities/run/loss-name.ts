const NAMES: Readonly<Record<string, string>> = {
  supcon: 'SupCon',
  'supcon+cross-entropy': 'SupCon + cross-entropy',
  'cross-entropy': 'Cross-entropy',
};

/** What a recipe's `stage1.loss` is called. */
export function lossName(loss: string | undefined): string {
  return loss === undefined ? '–' : (NAMES[loss] ?? loss);
}
