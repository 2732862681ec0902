import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SDK = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** A program as somebody writes it who has the package alone. `export {}` makes it a module wherever it is compiled. */
export const PROGRAM = `import { createSupconClient, settled, type ClassifyResponse, type SupconClient } from '@supcon/sdk';
import { readImage } from '@supcon/sdk/node';
import { createRecognise, Transport } from '@supcon/sdk/parts';
import type { components } from '@supcon/sdk/schema';

const supcon: SupconClient = createSupconClient({ baseUrl: 'http://127.0.0.1:9', retries: 0, apiKey: undefined });
const classify = async (path: string): Promise<ClassifyResponse['predictions']> => (await supcon.classify(await readImage(path), { topK: 3 })).predictions;
const parts = createRecognise(new Transport({ baseUrl: 'http://127.0.0.1:9' }));
export const all: readonly unknown[] = [classify, parts.embed, settled, {} as components['schemas']['Item'] | undefined];
`;

/** The same without types, which says what it found. */
export const SAYS = `settled(createSupconClient({ baseUrl: 'http://127.0.0.1:9', retries: 0 }).live()).then(({ error }) => console.log(error.name, typeof readImage, typeof Transport));`;
export const SAID = 'SupconConnectionError function function\n';

/** Packs the SDK as it would be published. @returns a folder of its own, and the tarball in it. */
export async function packSdk(): Promise<{ readonly folder: string; readonly tarball: string; readonly files: readonly string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'supcon-sdk-packed-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: SDK });
  const [{ filename, files }] = JSON.parse(stdout) as [{ readonly filename: string; readonly files: readonly { readonly path: string }[] }];
  return { folder, tarball: path.join(folder, filename), files: files.map((file) => file.path) };
}

/** Writes a project: a package.json of a kind, and files. */
export async function writeProject(folder: string, type: 'module' | 'commonjs', files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name: 'somebody', version: '1.0.0', private: true, type }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

/** The strictest that a compiler can be asked for, libraries included. */
export function tsconfig(module: string, moduleResolution: string): string {
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false };
  return JSON.stringify({
    compilerOptions: {
      ...strict,
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
      types: [],
      module,
      moduleResolution,
      noEmit: true,
    },
    files: ['program.ts'],
  });
}
