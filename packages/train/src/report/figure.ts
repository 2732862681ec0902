import sharp from 'sharp';
import { fragment, type Html, trusted } from './html-page.js';
import { svgToPng } from './render-chart.js';

/** A picture of a report: a file beside the page, and a part of it. */
export interface Figure {
  /** Of the file, without ending. */
  readonly name: string;
  /** What there is to know beside the title inside the picture. */
  readonly caption: string;
  readonly drawing: { readonly svg: string } | { readonly png: Uint8Array; readonly alt: string };
}

/** @returns the files of a figure by name: a PNG, and the SVG where it was drawn as one. */
export async function figureFiles({ name, drawing }: Figure): Promise<Map<string, Uint8Array | string>> {
  if ('png' in drawing) return new Map([[`${name}.png`, drawing.png]]);
  return new Map<string, Uint8Array | string>([
    [`${name}.svg`, drawing.svg],
    [`${name}.png`, await svgToPng(drawing.svg)],
  ]);
}

/** Drawings stay SVG inside the page; photographs become WebP in a data URI. */
export async function figureHtml({ caption, drawing }: Figure): Promise<Html> {
  return fragment`<figure>
    ${'svg' in drawing ? trusted(drawing.svg) : await photograph(drawing)}
    <figcaption>${caption}</figcaption>
  </figure>`;
}

async function photograph({ png, alt }: { readonly png: Uint8Array; readonly alt: string }): Promise<Html> {
  const { data, info } = await sharp(png).webp({ quality: 86 }).toBuffer({ resolveWithObject: true });
  return fragment`<img src="data:image/webp;base64,${data.toString('base64')}" width="${info.width}" height="${info.height}" alt="${alt}" />`;
}
