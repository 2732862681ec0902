import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const own = fileURLToPath(new URL('../', import.meta.url));
const folder = path.join(own, 'test-results/readme');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
afterAll(() => rm(folder, { recursive: true, force: true }));

it('has a program in its README that compiles strictly on the built package', async () => {
  const program = /```tsx\n([^]*?)```/.exec(await readFile(path.join(own, 'README.md'), 'utf8'))![1]!;
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true, skipLibCheck: true },
    ...{ target: 'es2023', module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx', lib: ['es2023', 'dom'], types: [] },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.tsx'] }));
  const compile = async (text: string): Promise<string> => {
    await writeFile(path.join(folder, 'program.tsx'), text);
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false']).catch(
      (error: unknown) => error as { stdout: string },
    );
    return stdout;
  };
  expect(await compile(program)).toBe('');
  expect(await compile(program.replace('predictions.map', 'prediction.map'))).toMatch(/error TS2\d+: Property 'prediction' does not exist/);
});
