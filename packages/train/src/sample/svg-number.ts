/** A coordinate as SVG text, to a hundredth: the same text on every machine although trigonometry may differ in the last bit. */
export function svgNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Template tag that writes every number of an SVG fragment with `svgNumber`. */
export function svg(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return strings.reduce((text, part, index) => {
    const value = values[index - 1] as string | number;
    return text + (typeof value === 'number' ? svgNumber(value) : value) + part;
  });
}
