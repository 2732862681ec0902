/** What a training may know of the server's environment: where programs, certificates, proxies and caches are, and what its libraries are set by. No setting of the server and no key. */
const PASSED = [
  ...['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TMP', 'TEMP', 'SystemRoot', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR'],
  ...[
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'NODE_EXTRA_CA_CERTS',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
  ],
  ...[
    'LD_LIBRARY_PATH',
    'CUDA_VISIBLE_DEVICES',
    'CUDA_DEVICE_ORDER',
    'NVIDIA_TF32_OVERRIDE',
    'NVIDIA_VISIBLE_DEVICES',
    'NVIDIA_DRIVER_CAPABILITIES',
  ],
  ...['TF_CPP_MIN_LOG_LEVEL', 'TF_ENABLE_ONEDNN_OPTS', 'TF_FORCE_GPU_ALLOW_GROWTH', 'OMP_NUM_THREADS', 'OMP_WAIT_POLICY'],
  ...['SUPCON_KERNELS', 'SUPCON_MAX_PIXELS'],
];

/** The environment of a training. @param home SUPCON_HOME. */
export function trainingEnvironment(environment: Readonly<Record<string, string | undefined>>, home: string): Record<string, string> {
  const passed = PASSED.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), SUPCON_HOME: home };
}
