import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));

/**
 * @param {string} script
 * @param {readonly string[]} args
 */
function run(script, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, script), ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('set-up of this checkout', () => {
  it('has nothing to do: the tests run after it', () => {
    expect(run('setup.mjs', '--check', '--quiet')).toMatchObject({ status: 0, stdout: 'nothing to do\n' });
  });

  it('refuses an option that does not exist and shows those that do', () => {
    const { status, stderr } = run('setup.mjs', '--fast');
    expect(status).toBe(2);
    expect(stderr).toContain('--check');
  });
});

describe('doctor', () => {
  it('reports every part as JSON, with a fix for each that failed', () => {
    const { status, stdout } = run('doctor.mjs', '--json');
    const report = /** @type {{ ok: boolean, checks: { name: string, ok: boolean, value: string, fix: string }[] }} */ (JSON.parse(stdout));
    expect(report.checks.map(({ name }) => name)).toEqual([
      ...['Node', 'npm packages', 'compiler', 'pip', 'hnswlib-node', 'better-sqlite3', 'ONNX Runtime', 'sharp', 'JPEG decoding'],
      ...['WebGPU', 'disk (checkout)', 'disk (cache)', 'backend', 'kernels', 'speed float32', 'speed bfloat16', 'GPU'],
    ]);
    for (const { ok, fix, value } of report.checks) {
      expect(value).not.toBe('');
      expect(fix === '').toBe(ok);
    }
    expect(report.ok).toBe(report.checks.every(({ ok }) => ok));
    expect(status).toBe(report.ok ? 0 : 1);
    // On any machine something multiplies matrices, TensorFlow or WebAssembly.
    expect(report.checks.find(({ name }) => name === 'speed float32')?.value).toMatch(/matMul [1-9]\d* .*GFLOP\/s|matMul [1-9]\d*,/);
  });
});
