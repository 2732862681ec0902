import type { GraphBuilder } from './graph-builder.js';

/** x (1 + erf(x / sqrt 2)) / 2, the exact GELU (Hendrycks and Gimpel, arXiv:1606.08415), in operations of opset 13: the one called Gelu came with 20.
 * @returns name of what has the shape of x. */
export function addGelu(graph: GraphBuilder, name: string, x: string): string {
  const constant = (part: string, value: number): string => graph.floats(`${name}.${part}`, [], Float32Array.of(value));
  const erf = graph.node('Erf', `${name}.erf`, [graph.node('Div', `${name}.scaled`, [x, constant('root-of-two', Math.SQRT2)])]);
  const twice = graph.node('Mul', `${name}.twice`, [x, graph.node('Add', `${name}.shifted`, [erf, constant('one', 1)])]);
  return graph.node('Mul', `${name}.gelu`, [twice, constant('half', 0.5)]);
}
