import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { isPointwise, type Geometry } from './convolution-geometry.js';
import { multiply } from './mat-mul-kernel.js';
import { matrixOperand } from './matrix-operand.js';
import { runProduct } from './run-product.js';
import { chooseTile, splitReduction } from './split-plan.js';
import { SPLIT_REDUCTION, type Operand } from './tiled-product.js';

/** A convolution and its two gradients as tiled products (implicit GEMM): windows are gathered while a tile is fetched, never written out. */

const whole = (channels: number): boolean => channels % 4 === 0;

/** @param x [N, H, W, I]  @param w [Kh, Kw, I, O]  @returns [N, H', W', O]. */
export function convolve(backend: WebGPUBackend, x: TensorInfo, w: TensorInfo, g: Geometry): TensorInfo {
  const outputShape = [g.images, g.outHeight, g.outWidth, g.outChannels];
  const [sizeM, sizeN, sizeR] = [g.images * g.outHeight * g.outWidth, g.outChannels, g.kernelHeight * g.kernelWidth * g.inChannels];
  if (isPointwise(g)) return multiply(backend, x, w, { m: sizeM, n: sizeN, k: sizeR, transposeA: false, transposeB: false }, outputShape);
  return runProduct(backend, {
    name: 'convolution',
    product: {
      tile: chooseTile(sizeM, sizeN),
      a: windowOperand(whole(g.inChannels)),
      b: matrixOperand('b', 'outer', whole(sizeN), { outer: 'uniforms.sizeN', reduction: 'uniforms.sizeR' }),
      vectorOutput: whole(sizeN),
      plan: 'var made : Plan; made.sizeM = uniforms.sizeM; made.end = uniforms.sizeR; return made;',
      outputRow: 'return m * uniforms.sizeN;',
    },
    a: x,
    b: w,
    sizeM,
    sizeN,
    sizeR,
    parts: 1,
    summed: false,
    outputShape,
    uniforms: g,
  });
}

/** Each of the stride² phases of the input's pixels meets kernel entries of its own, and only those are visited.
 * @param dy [N, H', W', O]  @param w [Kh, Kw, I, O]  @returns [N, H, W, I]. */
export function inputGradient(backend: WebGPUBackend, dy: TensorInfo, w: TensorInfo, g: Geometry): TensorInfo {
  const outputShape = [g.images, g.inHeight, g.inWidth, g.inChannels];
  if (isPointwise(g)) {
    const sizes = { m: g.images * g.inHeight * g.inWidth, n: g.inChannels, k: g.outChannels };
    return multiply(backend, dy, w, { ...sizes, transposeA: false, transposeB: true }, outputShape);
  }
  const sizeM = g.images * Math.ceil(g.inHeight / g.stride) * Math.ceil(g.inWidth / g.stride);
  const parts = g.stride * g.stride;
  return runProduct(backend, {
    name: 'inputGradient',
    product: {
      tile: chooseTile(sizeM, g.inChannels, parts),
      a: gradientWindowOperand(whole(g.outChannels)),
      b: turnedFilterOperand(whole(g.outChannels)),
      vectorOutput: whole(g.inChannels),
      plan: PHASE_PLAN,
      outputRow: `let cellsX = (uniforms.inWidth + uniforms.stride - 1) / uniforms.stride;
        let cells = (uniforms.inHeight + uniforms.stride - 1) / uniforms.stride * cellsX;
        let y = m % cells / cellsX * uniforms.stride + plan.part / uniforms.stride;
        let x = m % cellsX * uniforms.stride + plan.part % uniforms.stride;
        if (y >= uniforms.inHeight || x >= uniforms.inWidth) { return -1; }
        return ((m / cells * uniforms.inHeight + y) * uniforms.inWidth + x) * uniforms.sizeN;`,
    },
    a: dy,
    b: w,
    sizeM,
    sizeN: g.inChannels,
    sizeR: g.kernelHeight * g.kernelWidth * g.outChannels,
    parts,
    summed: false,
    outputShape,
    uniforms: g,
  });
}

/** @param x [N, H, W, I]  @param dy [N, H', W', O]  @returns [Kh, Kw, I, O]. */
export function filterGradient(backend: WebGPUBackend, x: TensorInfo, dy: TensorInfo, g: Geometry): TensorInfo {
  const outputShape = [g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels];
  const [sizeM, sizeN, sizeR] = [g.kernelHeight * g.kernelWidth * g.inChannels, g.outChannels, g.images * g.outHeight * g.outWidth];
  if (isPointwise(g)) return multiply(backend, x, dy, { m: sizeM, n: sizeN, k: sizeR, transposeA: true, transposeB: false }, outputShape);
  const { tile, parts, chunk } = splitReduction(sizeM, sizeN, sizeR);
  return runProduct(backend, {
    name: 'filterGradient',
    product: {
      tile,
      a: turnedWindowOperand(whole(g.inChannels)),
      b: matrixOperand('b', 'outer', whole(sizeN), { outer: 'uniforms.sizeN', reduction: 'uniforms.sizeR' }),
      vectorOutput: whole(sizeN),
      ...SPLIT_REDUCTION,
    },
    a: x,
    b: dy,
    sizeM,
    sizeN,
    sizeR,
    parts,
    summed: true,
    outputShape,
    uniforms: { chunk, ...g },
  });
}

const PIXEL_ROW = `struct ARow { image : i32, y : i32, x : i32 };`;
const within = (height: string, width: string): string => `(y >= 0) & (y < ${height}) & (x >= 0) & (x < ${width})`;

/** A[output pixel, (ky, kx, i)] = X[n, stride·y + ky - pad, stride·x + kx - pad, i]. */
function windowOperand(vector: boolean): Operand {
  return {
    along: 'reduction',
    vector,
    row: `${PIXEL_ROW}
      fn aRow(m : i32) -> ARow {
        let pixels = uniforms.outHeight * uniforms.outWidth;
        let image = select(m / pixels * uniforms.inHeight * uniforms.inWidth, -1, m >= uniforms.sizeM);
        let pixel = m % pixels;
        return ARow(image, pixel / uniforms.outWidth * uniforms.stride - uniforms.padTop, pixel % uniforms.outWidth * uniforms.stride - uniforms.padLeft);
      }`,
    address: `
      let tap = r / uniforms.inChannels;
      let y = row.y + tap / uniforms.kernelWidth;
      let x = row.x + tap % uniforms.kernelWidth;`,
    inside: `(row.image >= 0) & ${within('uniforms.inHeight', 'uniforms.inWidth')}`,
    index: '(row.image + y * uniforms.inWidth + x) * uniforms.inChannels + r % uniforms.inChannels',
  };
}

/** Along each axis, input pixel stride·cell + phase meets kernel entry first + stride·tap of output pixel cell + offset - tap.
 * Plan.x = first entry down and across, offset down and across; Plan.y = taps across. */
const PHASE_PLAN = `
  let stride = vec2<i32>(uniforms.stride);
  let shifted = vec2<i32>(part / uniforms.stride, part % uniforms.stride) + vec2<i32>(uniforms.padTop, uniforms.padLeft);
  let first = shifted % stride;
  let taps = max((vec2<i32>(uniforms.kernelHeight, uniforms.kernelWidth) - first + stride - 1) / stride, vec2<i32>(0));
  var made : Plan;
  made.sizeM = uniforms.sizeM;
  made.part = part;
  made.end = taps.x * taps.y * uniforms.outChannels;
  made.x = vec4<i32>(first, shifted / stride);
  made.y = vec4<i32>(max(taps.y, 1), 0, 0, 0);
  return made;`;

/** A[input pixel of a phase, (tap, o)] = dY there. */
function gradientWindowOperand(vector: boolean): Operand {
  return {
    along: 'reduction',
    vector,
    row: `${PIXEL_ROW}
      fn aRow(m : i32) -> ARow {
        let cellsX = (uniforms.inWidth + uniforms.stride - 1) / uniforms.stride;
        let cells = (uniforms.inHeight + uniforms.stride - 1) / uniforms.stride * cellsX;
        let image = select(m / cells * uniforms.outHeight * uniforms.outWidth, -1, m >= uniforms.sizeM);
        return ARow(image, m % cells / cellsX + plan.x.z, m % cellsX + plan.x.w);
      }`,
    address: `
      let tap = r / uniforms.outChannels;
      let y = row.y - tap / plan.y.x;
      let x = row.x - tap % plan.y.x;`,
    inside: `(row.image >= 0) & ${within('uniforms.outHeight', 'uniforms.outWidth')}`,
    index: '(row.image + y * uniforms.outWidth + x) * uniforms.outChannels + r % uniforms.outChannels',
  };
}

/** B[(tap, o), i] = W[ky, kx, i, o] of the phase's entries. */
function turnedFilterOperand(vector: boolean): Operand {
  return {
    along: 'reduction',
    vector,
    row: `struct BRow { channel : i32 };
      fn bRow(outer : i32) -> BRow { return BRow(select(outer, -1, outer >= uniforms.sizeN)); }`,
    address: `
      let tap = r / uniforms.outChannels;
      let ky = plan.x.x + tap / plan.y.x * uniforms.stride;
      let kx = plan.x.y + tap % plan.y.x * uniforms.stride;`,
    inside: '(row.channel >= 0)',
    index: '((ky * uniforms.kernelWidth + kx) * uniforms.sizeN + row.channel) * uniforms.outChannels + r % uniforms.outChannels',
  };
}

/** A[(ky, kx, i), output pixel]: the windows of the forward pass, turned. */
function turnedWindowOperand(vector: boolean): Operand {
  return {
    along: 'outer',
    vector,
    row: `struct ARow { channel : i32, y : i32, x : i32 };
      fn aRow(m : i32) -> ARow {
        let tap = m / uniforms.inChannels;
        let channel = select(m % uniforms.inChannels, -1, m >= uniforms.sizeM);
        return ARow(channel, tap / uniforms.kernelWidth - uniforms.padTop, tap % uniforms.kernelWidth - uniforms.padLeft);
      }`,
    address: `
      let pixels = uniforms.outHeight * uniforms.outWidth;
      let pixel = r % pixels;
      let y = pixel / uniforms.outWidth * uniforms.stride + row.y;
      let x = pixel % uniforms.outWidth * uniforms.stride + row.x;`,
    inside: `(row.channel >= 0) & ${within('uniforms.inHeight', 'uniforms.inWidth')}`,
    index: '((r / pixels * uniforms.inHeight + y) * uniforms.inWidth + x) * uniforms.inChannels + row.channel',
  };
}
