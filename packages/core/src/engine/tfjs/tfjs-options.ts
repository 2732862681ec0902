/** What a caller of the tfjs engine may choose about its backend; what a backend does not know of, it ignores. */
export interface TfjsOptions {
  /** webgpu: whose shaders compute, this project's (default) or TensorFlow.js's alone; for comparing them. */
  readonly kernels?: 'own' | 'tfjs';
  /** wasm: threads, 1..8. Default: as many as the processor has, at most 8. All engines of a process have those of the first. */
  readonly threads?: number;
}
