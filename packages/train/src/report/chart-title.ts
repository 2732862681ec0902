import { FAINT_INK, INK } from './render-chart.js';
import { textWidth } from './text-width.js';

const LEFT = 16;
const TITLE_SIZE = 16;
const SUBTITLE_SIZE = 12;
/** How much wider semibold letters are. */
const BOLD = 1.13;

/** The heading of a chart: a title in semibold and, where there is one, a fainter line below. */
export function chartTitle(title: string, subtitle?: string) {
  return {
    text: title,
    ...(subtitle === undefined ? {} : { subtext: subtitle }),
    left: LEFT,
    top: 10,
    itemGap: 6,
    textStyle: { color: INK, fontSize: TITLE_SIZE, fontWeight: 600 },
    subtextStyle: { color: FAINT_INK, fontSize: SUBTITLE_SIZE },
  };
}

/** Pixels across that a chart needs to show its heading whole. */
export function titleWidth(title: string, subtitle = ''): number {
  return Math.ceil(2 * LEFT + Math.max(BOLD * textWidth(title, TITLE_SIZE), textWidth(subtitle, SUBTITLE_SIZE)));
}
