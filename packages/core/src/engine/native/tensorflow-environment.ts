/** Whether a run on a GPU is to be repeatable to the bit. On the CPU every run is. */
export interface TensorFlowSettings {
  /** Default false. */
  readonly deterministic?: boolean;
}

/** Settings that TensorFlow, OpenMP and CUDA read from the environment when they start, so they are made before the library is loaded; what somebody has set
 * already stays as it is, except where `deterministic` needs it otherwise.
 *
 * - oneDNN computes on every x86 processor: TensorFlow leaves it off on those without AVX512-VNNI or the like, where a step takes two thirds of the time
 *   with it all the same. On others TensorFlow decides.
 * - Threads of the project's own operations sleep between them: awake, they would take the processor from TensorFlow's.
 * - A GPU's memory is taken as it is needed, not all at the start.
 * - GPUs are counted by their place on the bus, as nvidia-smi does, and one is used: the binding puts tensors on the last GPU and operations run on the
 *   first, so with several every operation would copy from one to the other.
 * - `deterministic`: kernels whose sums have a fixed order, cuDNN's too, and no choice among algorithms by timing them.
 * @param env changed in place.  @param architecture as Node names it. */
export function setTensorFlowEnvironment(
  env: NodeJS.ProcessEnv,
  { deterministic = false }: TensorFlowSettings = {},
  architecture = process.arch,
): void {
  env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (architecture === 'x64') env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  env['OMP_WAIT_POLICY'] ??= 'passive';
  env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  env['CUDA_DEVICE_ORDER'] ??= 'PCI_BUS_ID';
  env['CUDA_VISIBLE_DEVICES'] ??= '0';
  if (!deterministic) return;
  env['TF_DETERMINISTIC_OPS'] = '1';
  env['TF_CUDNN_DETERMINISTIC'] = '1';
  env['TF_CUDNN_USE_AUTOTUNE'] = '0';
}
