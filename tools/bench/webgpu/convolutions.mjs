/** Convolutions of ResNet-50, one of each kind. `divisor`: the picture's side divided by the input's. */
export const CONVOLUTIONS = /** @type {const} */ ([
  { name: '7x7 /2, 3 to 64 channels', kernel: 7, stride: 2, inputs: 3, outputs: 64, divisor: 1 },
  { name: '3x3, 64 to 64', kernel: 3, stride: 1, inputs: 64, outputs: 64, divisor: 4 },
  { name: '1x1, 256 to 64', kernel: 1, stride: 1, inputs: 256, outputs: 64, divisor: 4 },
  { name: '3x3 /2, 128 to 128', kernel: 3, stride: 2, inputs: 128, outputs: 128, divisor: 4 },
  { name: '3x3, 512 to 512', kernel: 3, stride: 1, inputs: 512, outputs: 512, divisor: 32 },
]);

export const OPERATIONS = /** @type {const} */ (['forward', 'input gradient', 'filter gradient']);
