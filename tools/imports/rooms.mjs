/**
 * The rooms of each package that has floors, from the ground up: a room is a folder or a file under the source folder, rooms in one list stand on one floor.
 * A file belongs to the innermost room that holds it, so `engine/native` is a room of its own and `engine` what else lies in that folder. An import stays in its
 * room or runs down; docs/architecture.md says what each room is for. What nobody but one room shall use stands right below it: core's two engines are high up,
 * because encoders and losses know the interface alone.
 * @type {Readonly<Record<string, readonly (readonly string[])[]>>}
 */
export const ROOMS = {
  'packages/core/src': [
    ['errors', 'files', 'rng', 'web-assembly'],
    ['image', 'math', 'photos', 'plans'],
    ['engine'],
    ['losses', 'onnx', 'units'],
    ['encoders', 'heads', 'optim', 'tensorflow'],
    ['eval'],
    ['artifact', 'engine/native', 'engine/tfjs'],
    ['backend', 'run'],
    ['index'],
  ],
  'packages/train/src': [
    ['errors', 'home', 'map-parallel'],
    ['console', 'explain-home', 'explain-unwritable', 'max-pixels'],
    ['augment', 'download', 'sample'],
    ['recipe', 'weights'],
    ['checkpoint', 'data'],
    ['evaluate', 'loop'],
    ['adopt'],
    ['run'],
    ['classes', 'export', 'preview', 'quantize', 'report'],
    ['compare', 'suggest'],
    ['auto'],
    ['commands'],
    ['cli'],
    ['index', 'run-cli'],
  ],
  'packages/server/src': [
    ['domain'],
    ['threads'],
    // What computes or stores: an adapter each, and none knows another.
    [
      'adapters/folder',
      'adapters/hnsw',
      'adapters/memory',
      'adapters/opentelemetry',
      'adapters/process',
      'adapters/prometheus',
      'adapters/sqlite',
      'encoder',
    ],
    // Use cases: what can be asked of the server, whoever asks.
    ['access', 'collections', 'drift', 'feedback', 'jobs', 'models', 'runs'],
    ['http'],
    ['app'],
    ['cli'],
    ['index'],
  ],
  // What the pages know of a thing stands alone, and so does each page.
  'apps/dashboard/src': [
    ['commands', 'format', 'routing', 'session', 'theme'],
    ['components'],
    ['entities/collection', 'entities/job', 'entities/model', 'entities/prediction', 'entities/run'],
    [
      'features/browse',
      'features/collections',
      'features/drift',
      'features/duplicates',
      'features/evaluate',
      'features/jobs',
      'features/keys',
      'features/label-issues',
      'features/map',
      'features/models',
      'features/overview',
      'features/run',
      'features/runs',
      'features/train',
      'features/try',
    ],
    ['app'],
    ['main'],
  ],
};

/** Packages as rooms of the repository; ESLint refuses an import that is not in its own list (eslint.config.mjs). */
export const PACKAGES = [
  ['packages/core', 'packages/sdk'],
  ['packages/sdk-react'],
  ['apps/dashboard', 'packages/mcp', 'packages/server', 'packages/train', 'tools'],
];
