import { roomRules } from './tools/imports/room-rules.mjs';
import { ROOMS } from './tools/imports/rooms.mjs';

/** Which file may import which, beside what ESLint says about packages (eslint.config.mjs). `npm run lint` holds every file to it;
 * each rule has a folder of its name in tools/test/fixtures/imports whose files break it (those of tools/imports/rooms.mjs have theirs made by
 * the test), and a test holds that they do.
 * @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Files that need each other are one concept, or lack a third one that they both import.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'files-of-core-need-node-alone',
      severity: 'error',
      comment: '@supcon/core/files is imported where start-up time counts: nothing but Node built-ins.',
      from: { path: '^packages/core/src/files/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^packages/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'server-takes-side-doors-of-core',
      severity: 'error',
      comment: 'The index of @supcon/core leads to TensorFlow; take /errors, /files, /image, /artifact or /run.',
      from: { path: '^packages/server/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/core/src/index\\.ts$' },
    },
    {
      name: 'use-cases-and-http-know-ports-only',
      severity: 'error',
      comment:
        'Another store, index or file system must drop in without touching these: take the port in domain/, and let app/ put the adapter in.',
      from: { path: '^packages/server/src/(access|collections|jobs|models|runs|http)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/server/src/adapters/' },
    },
    {
      name: 'http-asks-use-cases',
      severity: 'error',
      comment: 'A route reads a request, asks a use case and writes the answer; it neither encodes nor starts threads.',
      from: { path: '^packages/server/src/http/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/server/src/(encoder|threads)/' },
    },
    ...roomRules(ROOMS),
  ],
  options: {
    // An import of types counts: a reader has to follow it too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)(dist|coverage|test-results)/', '^tools/test/fixtures/'] },
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      // Another package is followed to its source, not to what was built of it.
      conditionNames: ['supcon-source', 'types', 'import', 'node', 'default'],
      mainFields: ['main', 'types'],
    },
  },
};
