/**
 * A table for people: one row a figure, one column a contender, each peer with our ratio to it.
 * @param {readonly import('./make-figure.mjs').Figure[]} figures
 */
export function formatFigures(figures) {
  const peers = [...new Set(figures.flatMap((figure) => Object.keys(figure.peers)))];
  const rows = [
    ['figure', 'unit', 'ours', ...peers],
    ...figures.map((figure) => [figure.name, figure.unit, String(figure.ours), ...peers.map((peer) => cell(figure, peer))]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n(n x: ours divided by the peer's)\n`;
}

/**
 * @param {import('./make-figure.mjs').Figure} figure
 * @param {string} peer
 */
function cell(figure, peer) {
  if (!Object.hasOwn(figure.peers, peer)) return '';
  const value = figure.peers[peer];
  return typeof value === 'number' ? `${value} (${figure.ratio[peer]} x)` : 'could not run';
}
