/** float32 peak of some cards outside their matrix units, TFLOP/s, from their makers' data sheets; a name holds all the words. */
const PEAKS = /** @type {const} */ ([
  [['h100', 'pcie'], 51.2],
  [['h100'], 66.9],
  [['h200'], 66.9],
  [['a100'], 19.5],
  [['l40s'], 91.6],
  [['l4'], 30.3],
  [['t4'], 8.1],
  [['v100'], 15.7],
  [['rtx', '4090'], 82.6],
  [['rtx', '4080'], 48.7],
  [['rtx', '3090'], 35.6],
  [['rtx', '3060'], 12.7],
]);
/** What makes another card of a name in the table. */
const OTHER_CARDS = ['laptop', 'mobile', 'max', 'super', 'ti', 'nvl'];

/**
 * @param {string} adapter as WebGPU calls it
 * @param {NodeJS.ProcessEnv} env `SUPCON_GPU_TFLOPS` for a card that is not in the table
 * @returns {number | undefined} GFLOP/s
 */
export function float32Peak(adapter, env) {
  const given = Number(env['SUPCON_GPU_TFLOPS']);
  if (given > 0) return given * 1000;
  const words = adapter.toLowerCase().split(/[^a-z0-9]+/);
  if (words.some((word) => OTHER_CARDS.includes(word))) return undefined;
  const known = PEAKS.find(([wanted]) => wanted.every((word) => words.includes(word)));
  return known === undefined ? undefined : known[1] * 1000;
}
