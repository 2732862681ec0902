/** How pictures lie in a grid. */
export interface GridLayout {
  readonly columns: number;
  /** Of a row with what is below it, px. */
  readonly rowHeight: number;
}

const LEAST_WIDTH = 128;
/** Between pictures, px. */
export const GRID_GAP = 14;
const CAPTION = 24;

/** As many columns as fit, of the same width. @param width of the grid, px; 0 before it is known. */
export function gridLayout(width: number): GridLayout {
  const columns = Math.max(2, Math.floor((width + GRID_GAP) / (LEAST_WIDTH + GRID_GAP)));
  const cell = (Math.max(width, LEAST_WIDTH) - (columns - 1) * GRID_GAP) / columns;
  return { columns, rowHeight: cell + CAPTION + GRID_GAP };
}

/** Where a key leads from a picture; undefined for other keys and at the edges.
 * @param place of the picture, 0 to count - 1. */
export function nextPlace(
  key: string,
  place: number,
  { columns, count }: { readonly columns: number; readonly count: number },
): number | undefined {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  const wanted = key === 'Home' ? 0 : key === 'End' ? count - 1 : place + (steps[key] ?? Number.NaN);
  return wanted >= 0 && wanted < count && wanted !== place ? wanted : undefined;
}
