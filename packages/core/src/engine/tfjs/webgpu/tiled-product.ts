/**
 * WGSL of one tiled matrix product, C[m, n] = Σ over r of A[m, r] · B[r, n], whose operands may be anything that can be indexed: a matrix, or
 * the windows of a convolution (implicit GEMM). Each workgroup of 64 invocations makes a tile of C: a slice of A and of B goes into workgroup
 * memory, then each invocation multiplies what it needs of it in registers, 8x8 (4x4 in small tiles) outputs. Sums run in a fixed order, so
 * results are the same every time.
 */

/** Outputs along each side of a workgroup's tile. */
export type Tile = 32 | 64;

/** How a shader reads A or B: what of an address stays along the reduction, and what moves. */
export interface Operand {
  /** Along which axis four neighbours lie beside each other in memory. */
  readonly along: 'reduction' | 'outer';
  /** Whether those four are always whole and aligned, so that they can be read as one vec4. */
  readonly vector: boolean;
  /** WGSL of `struct <P>Row` and `fn <p>Row(outer : i32) -> <P>Row`, the part of an address that stays along the reduction; <P> is A or B. */
  readonly row: string;
  /** WGSL statements before the next two, which may use `row`, `r` and `plan`. */
  readonly address: string;
  /** WGSL condition, in brackets, under which there is a value at reduction index r of this row; elsewhere it is 0. */
  readonly inside: string;
  /** WGSL flat index of that value. */
  readonly index: string;
}

/** What sets one product's shader apart from another's. */
export interface Product {
  readonly tile: Tile;
  readonly a: Operand;
  readonly b: Operand;
  /** Whether four neighbouring n of C are always whole and aligned. */
  readonly vectorOutput: boolean;
  /** WGSL body of `fn planFor(part: i32) -> Plan` for one of `uniforms.parts` sub-products. */
  readonly plan: string;
  /** WGSL body of `fn outputRow(m: i32) -> i32`: flat index of C[m, 0], or -1 where there is none. May use `plan`. */
  readonly outputRow: string;
}

export const WORKGROUP: [number, number, number] = [64, 1, 1];

/** Uniforms that every product has, in this order, before its own. */
export const PRODUCT_UNIFORMS = 'sizeM : i32, sizeN : i32, sizeR : i32, parts : i32,';

/** Plan and output of a product whose reduction is cut into parts of `uniforms.chunk`, whose results lie one after the other. */
export const SPLIT_REDUCTION = {
  plan: `var made : Plan;
    made.sizeM = uniforms.sizeM;
    made.part = part;
    made.begin = part * uniforms.chunk;
    made.end = min(made.begin + uniforms.chunk, uniforms.sizeR);
    return made;`,
  outputRow: 'return (plan.part * uniforms.sizeM + m) * uniforms.sizeN;',
};

/** Slices of the reduction in workgroup memory: two times 1024 numbers. */
export const depthOf = (tile: Tile): number => 1024 / tile;

/** WGSL of a product: each workgroup fetches tiles of A and B into its own memory and adds up a tile of C in registers. */
export function tiledProductSource(product: Product): string {
  const { tile, a, b } = product;
  const depth = depthOf(tile);
  const pitch = tile / 4 + 1;
  return `
    struct Plan { firstM : i32, firstN : i32, begin : i32, end : i32, sizeM : i32, part : i32, x : vec4<i32>, y : vec4<i32> };
    var<workgroup> sharedPlan : Plan;
    var<private> plan : Plan;
    var<workgroup> aTile : array<vec4<f32>, ${depth * pitch}>;
    var<workgroup> bTile : array<vec4<f32>, ${depth * pitch}>;

    ${operandSource('a', a)}
    ${operandSource('b', b)}
    fn planFor(part : i32) -> Plan { ${product.plan} }
    fn outputRow(m : i32) -> i32 { ${product.outputRow} }
    ${writeSource(product.vectorOutput)}

    fn tilePlan() -> Plan {
      let index = i32(workgroupId.x + workgroupId.y * numWorkgroups.x);
      let tilesN = (uniforms.sizeN + ${tile - 1}) / ${tile};
      let tiles = (uniforms.sizeM + ${tile - 1}) / ${tile} * tilesN;
      var made = planFor(min(index / tiles, uniforms.parts - 1));
      made.firstM = index % tiles / tilesN * ${tile};
      made.firstN = index % tilesN * ${tile};
      if (index >= tiles * uniforms.parts) { made.sizeM = 0; }
      if (made.firstM >= made.sizeM) { made.end = made.begin; }
      return made;
    }

    fn main() {
      if (localIndex == 0u) { sharedPlan = tilePlan(); }
      let tile = workgroupUniformLoad(&sharedPlan);
      plan = tile;
      let t = i32(localIndex);
      ${blockOf('a', a, depth, tile)}
      ${blockOf('b', b, depth, tile)}
      ${rowsOf('a', a)}
      ${rowsOf('b', b)}
      let ty = t / 8;
      let tx = t % 8;
      ${each(tile / 8, (i) => each(tile / 32, (j) => `var c${i}${j} = vec4<f32>(0.0);`))}
      for (var r = tile.begin; r < tile.end; r += ${depth}) {
        ${loadSource('a', a, pitch)}
        ${loadSource('b', b, pitch)}
        workgroupBarrier();
        for (var k = 0; k < ${depth}; k++) {
          let at = k * ${pitch};
          ${each(tile / 32, (j) => `let a${j} = aTile[at + ty + ${8 * j}]; let b${j} = bTile[at + tx + ${8 * j}];`)}
          ${each(tile / 8, (i) =>
            each(tile / 32, (j) => `c${i}${j} = fma(vec4<f32>(a${Math.floor(i / 4)}.${'xyzw'[i % 4] ?? ''}), b${j}, c${i}${j});`),
          )}
        }
        workgroupBarrier();
      }
      let sums = array<vec4<f32>, ${(tile / 8) * (tile / 32)}>(${list(tile / 8, (i) => list(tile / 32, (j) => `c${i}${j}`))});
      for (var i = 0; i < ${tile / 8}; i++) {
        let m = tile.firstM + ty * 4 + i / 4 * 32 + i % 4;
        let row = select(-1, outputRow(min(m, tile.sizeM - 1)), m < tile.sizeM);
        for (var j = 0; j < ${tile / 32}; j++) { write(row, tile.firstN + tx * 4 + 32 * j, sums[i * ${tile / 32} + j]); }
      }
    }`;
}

const list = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(', ');
const each = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n');

/** Without branches: an index outside is replaced by 0 and what is read there thrown away. */
function operandSource(name: 'a' | 'b', { vector, row, address, inside, index }: Operand): string {
  const upper = name.toUpperCase();
  const value = vector ? 'vec4<f32>' : 'f32';
  return `${row}
    fn ${name}At(row : ${upper}Row, r : i32, end : i32) -> ${value} {
      ${address}
      let inside = (r < end) & ${inside};
      return select(${value}(0.0), ${upper}[select(0, ${index}, inside)${vector ? ' / 4' : ''}], inside);
    }`;
}

/** Which 4x4 block of the slice an invocation fetches: neighbours in memory go to neighbouring invocations. */
function blockOf(name: 'a' | 'b', { along }: Operand, depth: number, tile: Tile): string {
  return along === 'reduction'
    ? `let ${name}Depth = t % ${depth / 4} * 4; let ${name}Outer = t / ${depth / 4};`
    : `let ${name}Outer = t % ${tile / 4}; let ${name}Depth = t / ${tile / 4} * 4;`;
}

function rowsOf(name: 'a' | 'b', { along, vector }: Operand): string {
  const row = (offset: string): string => `${name}Row(tile.first${name === 'a' ? 'M' : 'N'} + ${name}Outer * 4 + ${offset})`;
  if (!vector) return `var ${name}Rows : array<${name.toUpperCase()}Row, 4>; for (var i = 0; i < 4; i++) { ${name}Rows[i] = ${row('i')}; }`;
  return each(along === 'outer' ? 1 : 4, (i) => `let ${name}Row${i} = ${row(String(i))};`);
}

/** Fetches the 4x4 block and puts it into workgroup memory as [r][outer / 4]. */
function loadSource(name: 'a' | 'b', operand: Operand, pitch: number): string {
  const place = (lane: number | string): string => `${name}Tile[(${name}Depth + ${lane}) * ${pitch} + ${name}Outer]`;
  if (!operand.vector) return loadSingly(name, operand, place);
  const at = (row: number, offset: number): string => `${name}At(${name}Row${row}, r + ${name}Depth + ${offset}, tile.end)`;
  if (operand.along === 'outer') return each(4, (j) => `${place(j)} = ${at(0, j)};`);
  return `${each(4, (i) => `let ${name}Block${i} = ${at(i, 0)};`)}\n${turned(name, place)}`;
}

/** The same, number by number, in loops: four times as much code would take some drivers minutes to compile. */
function loadSingly(name: 'a' | 'b', { along }: Operand, place: (lane: string) => string): string {
  const [row, offset] = along === 'outer' ? ['lane', 'j'] : ['j', 'lane'];
  const fetch = `var block : vec4<f32>;
    for (var lane = 0; lane < 4; lane++) { block[lane] = ${name}At(${name}Rows[${row}], r + ${name}Depth + ${offset}, tile.end); }`;
  if (along === 'outer') return `for (var j = 0; j < 4; j++) { ${fetch} ${place('j')} = block; }`;
  return `var ${name}Blocks : array<vec4<f32>, 4>;
    for (var j = 0; j < 4; j++) { ${fetch} ${name}Blocks[j] = block; }
    ${each(4, (i) => `let ${name}Block${i} = ${name}Blocks[${i}];`)}
    ${turned(name, (lane) => place(String(lane)))}`;
}

const turned = (name: 'a' | 'b', place: (lane: number) => string): string =>
  each(4, (j) => `${place(j)} = vec4<f32>(${[0, 1, 2, 3].map((i) => `${name}Block${i}.${'xyzw'[j] ?? ''}`).join(', ')});`);

function writeSource(vectorOutput: boolean): string {
  if (vectorOutput)
    return `fn write(row : i32, n : i32, value : vec4<f32>) { if (row >= 0 && n < uniforms.sizeN) { result[(row + n) / 4] = value; } }`;
  return `fn write(row : i32, n : i32, value : vec4<f32>) {
    if (row < 0) { return; }
    for (var lane = 0; lane < 4; lane++) { if (n + lane < uniforms.sizeN) { result[row + n + lane] = value[lane]; } }
  }`;
}
