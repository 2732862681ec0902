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
