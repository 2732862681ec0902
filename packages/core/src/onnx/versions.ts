/** Opset 13 and IR version 7 are read by every ONNX Runtime since 1.6. */
export const VERSIONS = { opset: 13, irVersion: 7, producerVersion: '1' } as const;
