import { putBetweenMarkers } from '../put-between-markers.mjs';

/**
 * Puts every benchmark's tables into its own place on the page.
 * @param {string} page Markdown with two marker comments for each benchmark
 * @param {readonly string[]} benchmarks
 * @param {readonly import('./results.mjs').Result[]} results
 */
export function putResults(page, benchmarks, results) {
  return benchmarks.reduce((text, benchmark) => {
    const own = results.filter((result) => result.benchmark === benchmark);
    const content = own.length === 0 ? `Not measured yet: \`npm run bench -- ${benchmark} --save\`.` : own.map(formatResult).join('\n\n');
    const markers = {
      begin: `<!-- ${benchmark} figures: written by npm run bench -- ${benchmark} --save -->`,
      end: `<!-- end of the ${benchmark} figures -->`,
    };
    return putBetweenMarkers(text, markers, content);
  }, page);
}

/**
 * @param {import('./results.mjs').Result} result
 * @returns {string} date, machine and settings, then a table: a row a figure, a column a contender
 */
export function formatResult({ benchmark, label, date, machine, settings, figures }) {
  const peers = [...new Set(figures.flatMap((figure) => Object.keys(figure.peers)))];
  const said = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  const rows = [
    ['figure', 'unit', 'ours', ...peers],
    Array.from({ length: peers.length + 3 }, () => '---'),
    ...figures.map((figure) => [
      figure.name.startsWith(`${benchmark} `) ? figure.name.slice(benchmark.length + 1) : figure.name,
      figure.unit,
      `**${formatNumber(figure.ours)}**`,
      ...peers.map((peer) => formatPeer(figure, peer)),
    ]),
  ];
  const heading = `${label === undefined ? '' : `${label}: `}${date}, ${machine}; ${said.join(', ')}. In brackets: ours divided by the peer's.`;
  return [heading, '', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
}

/**
 * @param {import('./results.mjs').Result['figures'][number]} figure
 * @param {string} peer
 */
function formatPeer(figure, peer) {
  if (!Object.hasOwn(figure.peers, peer)) return '';
  const [value, ratio] = [figure.peers[peer], figure.ratio[peer]];
  return typeof value === 'number' && typeof ratio === 'number' ? `${formatNumber(value)} (${ratio.toFixed(2)})` : 'could not run';
}

/** @param {number} value */
function formatNumber(value) {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: 4 });
}
