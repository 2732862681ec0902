import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findSwiftShader } from '../../webgpu/find-swiftshader.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const bench = ['tools/bench/bench.mjs', 'webgpu', '--no-build', '--rounds', '1', '--steps', '1', '--batch', '1', '--size', '16', '--json'];

/**
 * @param {readonly string[]} args of node
 * @param {NodeJS.ProcessEnv} env
 */
function run(args, env) {
  return spawnSync(process.execPath, [...args], { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });
}

// The variable hides what drivers there are; only Linux reads it.
it.runIf(process.platform === 'linux')('says that there is no GPU, and how a part runs without one', () => {
  const { status, stdout, stderr } = run(bench, { VK_DRIVER_FILES: '/nowhere/driver.json', VK_ICD_FILENAMES: '/nowhere/driver.json' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/WebGPU has no GPU here \(.*with-swiftshader/);
});

it.runIf('folder' in findSwiftShader(process.env))(
  'measures the part that was asked for, beside the shaders of TensorFlow.js, and names software rendering',
  () => {
    const wrapper = path.join(root, 'tools/webgpu/with-swiftshader.mjs');
    const { status, stdout, stderr } = run([wrapper, process.execPath, ...bench, '--only', '1x1, 256 to 64 filter'], {});
    expect(status, stderr).toBe(0);
    const figure = /** @type {import('../make-figure.mjs').Figure} */ (JSON.parse(stdout));
    expect(figure).toMatchObject({ name: 'webgpu 1x1, 256 to 64 filter gradient', unit: 'GFLOP/s' });
    expect(figure.ours).toBeGreaterThan(0);
    expect(figure.ratio["TensorFlow.js's shaders"]).toBeGreaterThan(0);
    expect(figure.machine).toMatch(/swiftshader.*\(software rendering, no GPU\) through WebGPU, .*Node/i);
    expect(stderr).toMatch(/software rendering.* is slow/);
  },
  240_000,
);
