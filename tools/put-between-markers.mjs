/**
 * A part of a Markdown page that a program writes; everything else on it is written by hand.
 * @param {string} page
 * @param {{ begin: string, end: string }} markers comments that stand on the page, each once
 * @param {string} content
 * @returns {string} the page with the content between its markers
 */
export function putBetweenMarkers(page, { begin, end }, content) {
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`the page has no place for what is generated; it needs the lines\n${begin}\n${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${content}\n\n${page.slice(to)}`;
}
