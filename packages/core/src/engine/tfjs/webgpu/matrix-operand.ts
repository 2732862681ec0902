import type { Operand } from './tiled-product.js';

/** A plain matrix in memory as [outer, reduction] (`along` reduction) or [reduction, outer] (`along` outer).
 * @param name which operand of the product.  @param lengths of the two axes, WGSL expressions. */
export function matrixOperand(
  name: 'a' | 'b',
  along: Operand['along'],
  vector: boolean,
  lengths: { outer: string; reduction: string },
): Operand {
  const upper = name.toUpperCase();
  const index = along === 'reduction' ? `row.outer * ${lengths.reduction} + r` : `r * ${lengths.outer} + row.outer`;
  return {
    along,
    vector,
    row: `struct ${upper}Row { outer : i32 };
      fn ${name}Row(outer : i32) -> ${upper}Row { return ${upper}Row(select(outer, -1, outer >= ${lengths.outer})); }`,
    address: '',
    inside: '(row.outer >= 0)',
    index,
  };
}
