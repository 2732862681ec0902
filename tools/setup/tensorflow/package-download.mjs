import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { lastLines, runCommand } from '../run-command.mjs';
import { writeFileAtomic } from '../write-file-atomic.mjs';

/** 400 MB on a slow line; its own script knows no time limit. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * The package's own installer: TensorFlow 2.9.1 from its authors' storage, built for CUDA 11.2 where a GPU is asked for.
 * @param {{ layout: import('../layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string, variant: import('./pins.mjs').Variant, report: (text: string) => void }} options
 * @returns {Promise<string | undefined>} why it failed
 */
export async function packageDownload({ layout, env, execPath, variant, report }) {
  report(`trying the package's own download of TensorFlow (${variant})`);
  const manifest = path.join(layout.binding, 'package.json');
  const original = readFileSync(manifest, 'utf8');
  const deps = path.join(layout.binding, 'deps');
  rmSync(deps, { recursive: true, force: true });
  const result = await runCommand(execPath, ['scripts/install.js', variant, 'download'], {
    cwd: layout.binding,
    env: { ...env, PATH: `${path.join(layout.nodeModules, '.bin')}${path.delimiter}${env['PATH'] ?? ''}` },
    timeoutMs: TIMEOUT_MS,
  });
  // The script rewrites its package.json while it works and leaves it so when it fails.
  if (readFileSync(manifest, 'utf8') !== original) writeFileAtomic(manifest, original);
  const library = statSync(path.join(deps, 'lib/libtensorflow.so'), { throwIfNoEntry: false });
  if (result.code === 0 && library !== undefined && library.size > 0) return undefined;
  rmSync(deps, { recursive: true, force: true });
  const reason = /Error: .*/.exec(result.output)?.[0] ?? lastLines(result.output, 2);
  return result.stopped ?? `scripts/install.js failed: ${reason}`;
}
