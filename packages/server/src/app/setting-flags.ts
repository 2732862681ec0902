/** Flags of the command line that are settings too. */
export const SETTING_FLAGS = {
  home: 'SUPCON_HOME',
  host: 'SUPCON_HOST',
  port: 'SUPCON_PORT',
  'metrics-port': 'SUPCON_METRICS_PORT',
  'metrics-host': 'SUPCON_METRICS_HOST',
  artifact: 'SUPCON_ARTIFACT',
  'model-memory': 'SUPCON_MODEL_MEMORY',
  dashboard: 'SUPCON_DASHBOARD',
  'drift-examples': 'SUPCON_DRIFT_EXAMPLES',
  'log-level': 'SUPCON_LOG_LEVEL',
  'allow-training': 'SUPCON_ALLOW_TRAINING',
} as const;

/** Flags that take no value: they stand for `on`. */
export const SWITCHES = ['allow-training'] as const satisfies readonly (keyof typeof SETTING_FLAGS)[];

/** Names a file of settings, and is none itself. */
export const CONFIG_FILE = 'SUPCON_CONFIG';
