{
  'variables': {
    'tensorflow': '<!(node -p "require(\'path\').dirname(require.resolve(\'@tensorflow/tfjs-node-gpu/package.json\'))")/deps',
  },
  'target_defaults': {
    'default_configuration': 'Release',
    'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17', '-std=gnu++20'],
    'cflags!': ['-O2'],
    'cflags_cc': ['-std=c++17', '-O3', '-fopenmp', '-Wall', '-Wextra', '-Wno-unused-parameter'],
    'defines': ['IS_SLIM_BUILD'],
    'include_dirs': ['<(tensorflow)/include'],
  },
  'conditions': [
    ['target_arch=="x64"', {
      'targets': [
        { 'target_name': 'rows_avx2', 'type': 'static_library', 'sources': ['src/depthwise-loops.cc', 'src/rows.cc'], 'defines': ['SUPCON_SET=avx2'], 'cflags_cc': ['-mavx2', '-mfma'] },
        { 'target_name': 'rows_avx512', 'type': 'static_library', 'sources': ['src/depthwise-loops.cc', 'src/rows.cc'], 'defines': ['SUPCON_SET=avx512'],
          'cflags_cc': ['-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mfma', '-mprefer-vector-width=512'] },
      ],
    }],
  ],
  'targets': [
    { 'target_name': 'rows_baseline', 'type': 'static_library', 'sources': ['src/depthwise-loops.cc', 'src/rows.cc'], 'defines': ['SUPCON_SET=baseline'] },
    {
      'target_name': 'supcon_kernels',
      'sources': ['src/addon.cc', 'src/batch-norm.cc', 'src/depthwise.cc', 'src/filter-gradient.cc', 'src/lerp.cc', 'src/max-pool.cc', 'src/patches.cc', 'src/row-loops.cc',
                  'src/row-products.cc', 'src/shifted-gradient.cc', 'src/tiles.cc', 'src/tiles-amx.cc', 'src/tiles-avx2.cc', 'src/tiles-avx512.cc'],
      'dependencies': ['rows_baseline'],
      'conditions': [['target_arch=="x64"', { 'dependencies': ['rows_avx2', 'rows_avx512'] }]],
      'libraries': ['-L<(tensorflow)/lib', '-l:libtensorflow_framework.so.2', '-fopenmp'],
    },
  ],
}
