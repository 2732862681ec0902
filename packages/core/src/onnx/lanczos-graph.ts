import onnxProto from 'onnx-proto';
import { int, type GraphBuilder } from './graph-builder.js';

const { DOUBLE, FLOAT, INT64 } = onnxProto.onnx.TensorProto.DataType;

/** As in `resize-weights.ts`. */
const LOBES = 3;
const ONE = 1 << 14;

/** An axis of a picture whose length is known only at run time. */
export interface LanczosAxis {
  /** Names of float64 scalars: the length of this axis, and of the shorter one. */
  readonly length: string;
  readonly short: string;
  /** What the short side becomes, and what is cut out of the middle, in pixels. */
  readonly size: number;
}

/** The weights of `lanczosWeights` for the centre square of an upright picture, worked out by the graph itself in float64: the same numbers, in units of 1/16384, as a matrix
 * that is zero where a window does not reach.
 * @returns name of float32 [size, length]. */
export function addLanczosWeights(graph: GraphBuilder, name: string, { length, short, size }: LanczosAxis): string {
  const own = (part: string): string => `${name}.${part}`;
  const constant = (part: string, value: number): string => graph.doubles(own(part), [], [value]);
  const node = (operation: string, part: string, ...inputs: string[]): string => graph.node(operation, own(part), inputs);
  const [zero, half, one, whole] = [constant('zero', 0), constant('half', 0.5), constant('one', 1), constant('whole', ONE)];
  const lobes = constant('lobes', LOBES);
  /** The nearest whole number, halves upwards, as Math.round. */
  const round = (part: string, value: string): string => node('Floor', part, node('Add', `${part}.up`, value, half));

  // Where the square lies: `centreSquare`.
  const side = constant('size', size);
  const resized = node(
    'Max',
    'resized',
    side,
    round('proportional', node('Div', 'quotient', node('Mul', 'enlarged', length, side), short)),
  );
  const rest = node('Add', 'rest.one', node('Sub', 'rest', resized, side), one);
  const offset = node('Floor', 'offset', node('Mul', 'offset.half', rest, half));

  // Where the window of each pixel lies: `lanczosWeights`.
  const step = node('Div', 'step', length, resized);
  const scale = node('Max', 'scale', one, step);
  const reach = node('Mul', 'reach', lobes, scale);
  const pixels = graph.doubles(own('pixels'), [size, 1], [...Array(size).keys()]);
  const centre = node('Mul', 'centre', node('Add', 'middle', node('Add', 'shifted', pixels, offset), half), step);
  const begin = node('Max', 'begin', zero, round('begin.near', node('Sub', 'begin.exact', centre, reach)));
  const end = node('Min', 'end', length, round('end.near', node('Add', 'end.exact', centre, reach)));
  const at = node('Range', 'at', zero, length, one);
  const inside = node('And', 'inside', node('Not', 'from.begin', node('Less', 'before', at, begin)), node('Less', 'to.end', at, end));

  const x = node('Div', 'x', node('Sub', 'distance', node('Add', 'at.middle', at, half), centre), scale);
  const angle = node('Mul', 'angle', constant('pi', Math.PI), x);
  const sines = node(
    'Mul',
    'sines',
    node('Mul', 'sine', lobes, node('Sin', 'sin', angle)),
    node('Sin', 'sin.wide', node('Div', 'angle.wide', angle, lobes)),
  );
  const curve = node('Div', 'curve', sines, node('Mul', 'angle.square', angle, angle));
  const peaked = node('Where', 'peaked', node('Equal', 'at.peak', x, zero), one, curve);
  const near = node('And', 'near', node('Less', 'within', node('Abs', 'far', x), lobes), inside);
  const values = node('Where', 'values', near, peaked, zero);

  // Summed by a product: reductions are written differently from opset to opset.
  const column = graph.integers(own('column'), [2], [-1, 1]);
  const ones = node('Reshape', 'ones', node('Add', 'at.ones', node('Mul', 'at.zeros', at, zero), one), column);
  const sum = (part: string, rows: string): string => node('MatMul', part, rows, ones);
  const shares = round('shares', node('Mul', 'fixed', node('Div', 'normalised', values, sum('sum', values)), whole));
  // What rounding left goes to the largest share, the first of them.
  const left = node('Sub', 'left', whole, sum('shares.sum', shares));
  const largest = graph.node('ArgMax', own('largest'), [shares], [int('axis', 1), int('keepdims', 1)]);
  const index = graph.node('Cast', own('index'), [at], [int('to', INT64)]);
  const settled = node('Where', 'settled', node('Equal', 'is.largest', index, largest), node('Add', 'completed', shares, left), shares);
  return graph.node('Cast', name, [settled], [int('to', FLOAT)]);
}

/** A size out of a shape, as `addLanczosWeights` wants it. @param shape name of int64 [rank].  @returns name of a float64 scalar. */
export function addSize(graph: GraphBuilder, name: string, shape: string, axis: number): string {
  const size = graph.node('Gather', `${name}.whole`, [shape, graph.integers(`${name}.axis`, [], [axis])]);
  return graph.node('Cast', name, [size], [int('to', DOUBLE)]);
}
