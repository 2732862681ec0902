/** A TensorFlow.js backend that runs in this process, as the engine over it holds it. */
export interface LoadedBackend {
  /** What computes, for people. */
  readonly device: string;
  /** @throws CoreError DEVICE_FAILED when a result cannot be trusted any more. */
  readonly assertWorks: () => void;
  /** Gives up what the process holds for this engine. */
  readonly release: () => void;
}
