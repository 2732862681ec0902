/** An accuracy 0..1 as percent with one decimal; a dash where there is none. */
export function formatPercent(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;
}
