import { createHash } from 'node:crypto';
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent, VisualMapComponent } from 'echarts/components';
import { init, setPlatformAPI, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import sharp from 'sharp';
import { textWidth } from './text-width.js';

/** Size of a chart on a page. */
export interface ChartSize {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Fonts that Linux, macOS and Windows have; the last word is the system's. */
export const FONTS = 'DejaVu Sans, Helvetica Neue, Arial, sans-serif';
export const INK = '#1f2933';
export const FAINT_INK = '#5b6672';
export const GRID_LINE = '#e3e7eb';
/** From line to line of a label, times its font size: room for marks above and below letters. */
export const LINE_HEIGHT = 1.25;

/** Dots of a PNG for each CSS pixel: legible on dense screens and in print. */
const PNG_SCALE = 2;

/** Draws an ECharts option as SVG text, without a browser and without animation: the same option gives the same picture.
 * @param alt what the picture shows, for those who do not see it. */
export function renderSvg(option: EChartsCoreOption, { width, height }: ChartSize, alt: string): string {
  use([
    BarChart,
    CustomChart,
    GridComponent,
    HeatmapChart,
    LegendComponent,
    LineChart,
    MarkLineComponent,
    ScatterChart,
    SVGRenderer,
    TitleComponent,
    VisualMapComponent,
  ]);
  // Without a canvas the library takes each letter that is not ASCII for a square.
  setPlatformAPI({ measureText: (text, font) => ({ width: textWidth(text, Number(/([\d.]+)px/.exec(font ?? '')?.[1] ?? 12)) }) });
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: FONTS, color: INK }, ...option });
    return still(chart.renderToSVGString({ useViewBox: true })).replace('<svg ', `<svg role="img" aria-label="${escapeAttribute(alt)}" `);
  } finally {
    chart.dispose();
  }
}

/** Takes out what is for pages with a pointer (hover styles, marks for scripts), and names clip paths after the picture: names that count up
 * would differ from call to call, and equal ones would clash within a page. */
function still(svg: string): string {
  const plain = svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, 'clip-');
  const own = createHash('sha256').update(plain).digest('hex').slice(0, 8);
  return plain.replace(/\bclip-(?=c\d)/g, `clip-${own}-`);
}

/** @returns PNG bytes at twice the SVG's size, on white. */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  return sharp(Buffer.from(svg), { density: 72 * PNG_SCALE })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer();
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
