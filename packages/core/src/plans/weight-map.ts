/** One named float32 tensor on the host. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters and running statistics by name, in creation order: what checkpoints, artifacts and exporters pass around. */
export type WeightMap = Map<string, Weight>;
