/**
 * What is in the checkout and used by nothing: files, exports, dependencies (`npx nx run tools:unused`). What is used in a way that nobody can see from the imports is named here, with why.
 * @type {import('knip').KnipConfig}
 */
export default {
  ignoreExportsUsedInFile: true,
  // Types that a function takes or gives belong to what is exported of it.
  exclude: ['types'],
  ignoreBinaries: ['mkfifo', 'mount', 'umount'],
  // Read by the tests of the import rules, as text.
  ignoreIssues: { 'tools/test/fixtures/**': ['files'] },
  workspaces: {
    '.': {
      entry: ['tools/**/*.mjs', 'tools/vitest*.config.ts'],
      project: ['tools/**/*.{mjs,ts}'],
      // Of packages, for benchmarks and the set-up, which look into them. tsx is named on command lines.
      ignoreDependencies: [
        'tsx',
        'sharp',
        'onnxruntime-node',
        'webgpu',
        'assemblyscript',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-core',
      ],
    },
    'packages/core': {
      // Threads, AssemblyScript and C++ are started by their addresses.
      entry: ['src/run/heartbeat-worker.ts', 'assembly/*.ts', 'kernels/**/*.{mjs,ts}', 'test/**/*.test.ts', 'vitest*.config.ts'],
      ignoreDependencies: ['@julusian/jpeg-turbo', 'heic-decode', 'assemblyscript', '@tensorflow/tfjs-backend-webgpu', 'webgpu'],
    },
    'packages/train': {
      entry: ['bench/*.mjs', 'assembly/*.ts', 'vitest*.config.ts'],
      ignoreDependencies: ['assemblyscript'],
    },
    'packages/server': {
      entry: [
        'src/cli/run-cli.ts',
        'src/adapters/process/{leave-with-server,watch-server}.ts',
        ...['bench/*.mjs', 'assembly/*.ts', 'test/**/*.mjs', 'test/{durability,fuzz,load,stateful,training}/*.ts', 'vitest*.config.ts'],
      ],
      // Loaded when they are wanted: usearch by the setting, the pages of /docs by their folder.
      ignoreDependencies: ['assemblyscript', 'swagger-ui-dist', 'usearch'],
    },
    'packages/sdk': { entry: ['examples/*.{ts,mjs}', 'scripts/*.mjs', 'test/{slow,published}/*.ts', 'vitest*.config.ts'] },
    'packages/mcp': { entry: ['src/run-cli.ts'] },
    'apps/dashboard': { entry: ['scripts/*.mjs'], ignoreDependencies: ['axe-core'] },
  },
};
