import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Links of a page that lead nowhere in the checkout: to a file that is not there, or to a heading that a page does not have. What leads out of the checkout is not asked.
 * @param {string} file a Markdown page
 * @returns {{ line: number, target: string, why: string }[]}
 */
export function findDeadLinks(file) {
  const text = withoutCode(readFileSync(file, 'utf8'));
  return [...text.matchAll(/\[[^\]]*\]\(([^)\s]+)(?: "[^"]*")?\)/g)].flatMap(({ 1: target = '', index }) => {
    if (/^[a-z][a-z+.-]*:/i.test(target)) return [];
    const [place = '', anchor] = target.split('#');
    const to = place === '' ? file : path.join(path.dirname(file), decodeURIComponent(place));
    const line = text.slice(0, index).split('\n').length;
    if (!existsSync(to)) return [{ line, target, why: 'there is no such file' }];
    if (anchor === undefined || !to.endsWith('.md') || anchorsOf(to).has(anchor)) return [];
    return [{ line, target, why: 'there is no such heading' }];
  });
}

/** As GitHub makes them of headings. @param {string} file @returns {Set<string>} */
function anchorsOf(file) {
  /** @type {Set<string>} */
  const anchors = new Set();
  const text = withoutCode(readFileSync(file, 'utf8'));
  for (const [, , heading = ''] of text.matchAll(/^(#{1,6}) +(.+?) *#*$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
    const slug = words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let at = 1; anchors.has(anchor); at++) anchor = `${slug}-${at}`;
    anchors.add(anchor);
  }
  for (const [, id] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) if (id !== undefined) anchors.add(id);
  return anchors;
}

/** Lines stay lines. @param {string} text */
function withoutCode(text) {
  return text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, (code) => code.replaceAll(/[^\n]/g, ''));
}
