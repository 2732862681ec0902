import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import jsdoc from 'eslint-plugin-jsdoc';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Which package may import which: docs/architecture.md shows the same as a picture. Nobody imports train, server or tools. */
const depConstraints = [
  {
    sourceTag: 'scope:core',
    onlyDependOnLibsWithTags: ['scope:core'],
    bannedExternalImports: ['express', 'react', 'react-dom', 'hnswlib-node', 'better-sqlite3'],
  },
  {
    sourceTag: 'scope:train',
    onlyDependOnLibsWithTags: ['scope:core', 'scope:train'],
    bannedExternalImports: ['express', 'react', 'hnswlib-node'],
  },
  {
    sourceTag: 'scope:server',
    onlyDependOnLibsWithTags: ['scope:core', 'scope:sdk', 'scope:server'],
    bannedExternalImports: ['react', '@tensorflow/*'],
  },
  {
    sourceTag: 'scope:sdk',
    onlyDependOnLibsWithTags: ['scope:sdk'],
    bannedExternalImports: ['@tensorflow/*', 'express', 'onnxruntime-node'],
  },
  {
    sourceTag: 'scope:mcp',
    onlyDependOnLibsWithTags: ['scope:sdk', 'scope:mcp'],
    bannedExternalImports: ['@tensorflow/*', 'express', 'react', 'onnxruntime-node'],
  },
  {
    sourceTag: 'scope:sdk-react',
    onlyDependOnLibsWithTags: ['scope:sdk', 'scope:sdk-react'],
    bannedExternalImports: ['@tensorflow/*', 'express', 'onnxruntime-node'],
  },
  {
    sourceTag: 'scope:dashboard',
    onlyDependOnLibsWithTags: ['scope:sdk', 'scope:sdk-react', 'scope:dashboard'],
    bannedExternalImports: ['@tensorflow/*', 'express', 'onnxruntime-node'],
  },
  { sourceTag: 'scope:tools', onlyDependOnLibsWithTags: ['scope:core', 'scope:sdk', 'scope:tools'] },
  // `platform:browser` code can only use what runs in a browser.
  { sourceTag: 'platform:browser', onlyDependOnLibsWithTags: ['platform:browser', 'platform:any'] },
  { sourceTag: 'platform:any', onlyDependOnLibsWithTags: ['platform:any'] },
];

/** A native or generated thing, and the only source files allowed to touch it. */
const guarded = [
  // The widest one first: a later, narrower one then wins for its own files.
  {
    name: 'the SDK',
    group: ['@supcon/sdk', '@supcon/sdk/*'],
    allowed: [
      'packages/server/src/http/**',
      'packages/sdk/examples/**',
      'packages/mcp/src/**',
      'packages/sdk-react/**',
      'apps/**',
      'tools/**',
    ],
  },
  { name: 'the generated API types', group: ['**/generated/*'], allowed: ['packages/sdk/src/**'] },
  {
    name: 'the TensorFlow binding',
    group: ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node-gpu/*'],
    allowed: ['packages/core/src/engine/native/**', 'packages/core/src/engine/tfjs/**', 'packages/core/src/backend/**'],
  },
  { name: 'hnswlib-node', group: ['hnswlib-node'], allowed: ['packages/server/src/adapters/hnsw/**'] },
  { name: 'better-sqlite3', group: ['better-sqlite3'], allowed: ['packages/server/src/adapters/sqlite/**'] },
];

/** Folders of one package that never import another folder of it. */
const folders = [
  {
    files: ['packages/server/src/encoder/**', 'packages/server/src/adapters/**'],
    group: ['**/http/*', '**/http'],
    message: 'What answers a question knows nothing of HTTP; move the shared part out of http/.',
  },
  {
    files: ['packages/core/src/losses/**'],
    group: ['**/encoders/*', '**/encoders'],
    message: 'A loss works on projections, whatever made them.',
  },
];

/** ESLint keeps only the last `no-restricted-imports` of a file, so every combination is spelled out as one block. */
function importRules() {
  const pattern = (guard) => ({ group: guard.group, message: `Only ${guard.allowed.join(', ')} may import ${guard.name}.` });
  const blocks = [{ files: ['**/*.{ts,tsx}'], guards: guarded, extra: [] }];
  for (const guard of guarded) blocks.push({ files: guard.allowed, guards: guarded.filter((other) => other !== guard), extra: [] });
  for (const folder of folders) {
    const inside = guarded.filter((guard) => !guard.allowed.some((glob) => folder.files.includes(glob)));
    blocks.push({ files: folder.files, guards: inside, extra: [{ group: folder.group, message: folder.message }] });
  }
  // Adapters each have a package of their own, and may not import http/ either.
  const adapters = folders[0];
  for (const guard of guarded.filter(({ allowed }) => allowed[0].includes('/adapters/')))
    blocks.push({
      files: guard.allowed,
      guards: guarded.filter((other) => other !== guard),
      extra: [{ group: adapters.group, message: adapters.message }],
    });
  return blocks.map(({ files, guards, extra }) => ({
    files,
    ignores: ['**/*.test.ts', '**/*.test.tsx', '**/test/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [...guards.map(pattern), ...extra] }] },
  }));
}

export default tseslint.config(
  {
    // Built and generated files; the fixtures break the rules on purpose, and a test holds that they do.
    ignores: ['**/dist/', '**/test-results/', '**/coverage/', '**/.nx/', '**/.supcon/', '**/generated/', 'tools/test/fixtures/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs', '*.js'] }, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Numbers and booleans read well inside a message; objects do not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `() => doIt()` in a callback says nothing wrong.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true }],
      // A type parameter that stands only in the result lets a caller name the tuple that an operation returns.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Typed arrays are indexed in loops whose bounds were checked before; `!` there costs nothing at run time.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } },
      ],
      'max-lines': ['error', { max: 400 }],
      eqeqeq: ['error', 'always'],
    },
  },
  {
    plugins: { '@nx': nx },
    files: ['**/*.{ts,tsx,mjs}'],
    rules: { '@nx/enforce-module-boundaries': ['error', { depConstraints, enforceBuildableLibDependency: false, allow: [] }] },
  },
  {
    // An example imports its own package by the name that a reader will use.
    files: ['**/examples/**'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { depConstraints, enforceBuildableLibDependency: false, allow: [], allowCircularSelfDependency: true },
      ],
    },
  },
  ...importRules(),
  {
    // What a file exports says what it is for, in words that its name does not say already.
    files: ['packages/*/src/**/*.{ts,tsx}', 'apps/*/src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: { esm: true, cjs: false, window: false },
          require: { FunctionDeclaration: true, ClassDeclaration: true, ArrowFunctionExpression: true, FunctionExpression: true },
          contexts: ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSEnumDeclaration'],
          enableFixer: false,
        },
      ],
    },
  },
  {
    files: ['apps/dashboard/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    // Small scripts outside src/ that no tsconfig holds, and AssemblyScript, whose types are another language's: everything but the rules that need types.
    ...tseslint.configs.disableTypeChecked,
    files: ['packages/*/*/**/*.mjs', 'apps/*/*/**/*.mjs', 'packages/*/assembly/*.ts'],
    languageOptions: { parserOptions: { projectService: false } },
  },
  {
    // A configuration file exports what its tool asks for.
    files: ['**/*.config.{ts,mjs}', '.dependency-cruiser.mjs'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.test.{ts,tsx,mjs}', '**/test/**/*.{ts,tsx,mjs}'],
    rules: {
      'max-lines': 'off',
      // vitest types its asymmetric matchers (`expect.stringContaining`) as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  prettier,
);
