import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/**
 * Writes the modules of `dist` once more for `require`, to `dist/cjs`, with the same types: what was compiled as ECMAScript modules, with their imports and exports rewritten.
 * @param {string} project folder of a package whose `dist` is built
 */
export function writeCommonJs(project) {
  const dist = path.join(project, 'dist');
  const to = path.join(dist, 'cjs');
  rmSync(to, { recursive: true, force: true });
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(js|d\.ts)$/.test(file));
  for (const file of files) {
    const text = readFileSync(path.join(dist, file), 'utf8');
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    writeFileSync(path.join(to, file), (file.endsWith('.js') ? commonJs(text) : text).replace(/\n\/\/# sourceMappingURL=.*/, ''));
  }
  writeFileSync(path.join(to, 'package.json'), '{ "type": "commonjs" }\n');
}

/** @param {string} text of an ECMAScript module */
function commonJs(text) {
  return ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 } }).outputText;
}
