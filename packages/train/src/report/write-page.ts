import { join } from 'node:path';
import { writeFileAtomic } from '@supcon/core/files';
import { figureFiles, figureHtml, type Figure } from './figure.js';
import { fragment, type Html } from './html-page.js';

/** Where a report lies. */
export interface WrittenReport {
  /** The page. */
  readonly path: string;
  /** The pictures beside it. */
  readonly pictures: readonly string[];
}

/** A part of a page with its heading. */
export function section(title: string, ...content: readonly Html[]): Html {
  return fragment`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}

/** Figures beside each other, the pictures inside the page. */
export async function figures(list: readonly Figure[]): Promise<Html> {
  return fragment`<div class="figures">${await Promise.all(list.map(figureHtml))}</div>`;
}

/** Writes the pictures first: a page that is there is complete. */
export async function writePage(folder: string, name: string, text: string, list: readonly Figure[]): Promise<WrittenReport> {
  const pictures: string[] = [];
  for (const figure of list)
    for (const [file, content] of await figureFiles(figure)) {
      await writeFileAtomic(join(folder, file), content);
      pictures.push(join(folder, file));
    }
  await writeFileAtomic(join(folder, name), text);
  return { path: join(folder, name), pictures };
}
