import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { decodePicture } from '@supcon/core/image';
import { mapParallel } from '../map-parallel.js';
import { maxPixels } from '../max-pixels.js';
import { fragment, page, type Html } from '../report/html-page.js';
import type { Suggestion } from './suggestion.js';

/** What stands above the pictures. */
export interface SheetText {
  readonly title: string;
  /** Sentences, a paragraph each. */
  readonly paragraphs: readonly string[];
  /** Commands for what comes next. */
  readonly commands: readonly string[];
}

/** The longer side of a picture on the page, pixels. */
const SIDE = 224;
/** Pictures under way at once. */
const AT_ONCE = 8;

/** A page with the pictures to label, best first: what they show, where they lie, and why they were chosen. It holds the pictures itself and asks nothing of any host. */
export async function contactSheet({ title, paragraphs, commands }: SheetText, suggestions: readonly Suggestion[]): Promise<string> {
  const tiles = await mapParallel(suggestions, AT_ONCE, tile);
  return page(title, [
    fragment`<h1>${title}</h1>
      ${paragraphs.map((text) => fragment`<p>${text}</p>`)}
      <pre>${commands.join('\n')}</pre>
      <section>
        <h2>To label, best first</h2>
        <div class="figures">${tiles}</div>
      </section>`,
  ]);
}

async function tile(suggestion: Suggestion): Promise<Html> {
  const { rank, name, file } = suggestion;
  // Squeezed by the decoder that knows all formats and limits, and stretched back.
  const { pixels, width, height } = await decodePicture(await readFile(file), { size: SIDE, thumbnail: true, maxPixels: maxPixels() });
  const scale = SIDE / Math.max(width, height);
  const size = [width, height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const webp = await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .resize(...size, { fit: 'fill' })
    .webp({ quality: 80 })
    .toBuffer();
  return fragment`<figure style="width: ${SIDE}px">
    <img src="data:image/webp;base64,${webp.toString('base64')}" width="${size[0]}" height="${size[1]}" alt="${name}" />
    <figcaption style="overflow-wrap: anywhere"><strong>${rank}</strong> ${name}${reasons(suggestion).map((reason) => fragment`<br />${reason}`)}</figcaption>
  </figure>`;
}

/** Why a picture is worth a label, a line each. */
function reasons({ guesses, unknown, standsFor }: Suggestion): readonly string[] {
  const percent = ({ label, probability }: Suggestion['guesses'][number]): string => `${label} ${(100 * probability).toFixed(0)} %`;
  const others = standsFor - 1;
  return [
    ...(unknown ? ['unknown: perhaps of none of the classes'] : []),
    ...(guesses.length > 0 ? [guesses.map(percent).join(' or ')] : []),
    ...(others > 0 ? [`stands for ${others} other${others === 1 ? '' : 's'}`] : []),
  ];
}
