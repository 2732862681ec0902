/** Okabe and Ito's palette (Color Universal Design, 2008): apart for every kind of colour vision. Its yellow is darkened for white paper. */
export const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#111111', '#a89a00'] as const;

/** One fewer than the colours, so that 56 classes differ in colour or in shape. */
const SHAPES = ['circle', 'triangle', 'rect', 'diamond', 'emptyCircle', 'emptyTriangle', 'emptyRect'] as const;

/** What is right and what is wrong; always with a second sign beside the colour. */
export const RIGHT = '#0072b2';
export const WRONG = '#d55e00';

/** Colour of the class or series with this number. */
export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length]!;
}

/** Shape of its points. */
export function shapeOf(index: number): string {
  return SHAPES[index % SHAPES.length]!;
}
