const TITLES: Readonly<Record<string, string>> = {
  probe: 'Frozen probe',
  'fine-tuned': 'SupCon fine-tuning',
  'cross-entropy': 'Cross-entropy fine-tuning',
  'random-weights': 'From random weights',
};

/** What a candidate of recipe `auto` is called. One of a newer version is called as it is spelled. */
export function candidateTitle(role: string): string {
  return TITLES[role] ?? role;
}
