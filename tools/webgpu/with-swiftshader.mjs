#!/usr/bin/env node
/** Runs a command where WebGPU finds SwiftShader and nothing else, so that what a GPU computes can be tested without one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findSwiftShader } from './find-swiftshader.mjs';

const USAGE = `usage: node tools/webgpu/with-swiftshader.mjs COMMAND [ARGUMENTS...]

Environment:
  SUPCON_SWIFTSHADER   folder with libvk_swiftshader.so and libvulkan.so.1 (default: that of Chromium or Chrome); off: this machine's own GPU
`;

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else process.exitCode = run(command, args);

/**
 * @param {string} name
 * @param {readonly string[]} rest
 */
function run(name, rest) {
  if (process.env['SUPCON_SWIFTSHADER'] === 'off') return start(name, rest, {});
  const found = findSwiftShader(process.env);
  if ('reason' in found) {
    process.stderr.write(`with-swiftshader: ${found.reason}\n`);
    return 1;
  }
  const temporary = mkdtempSync(path.join(tmpdir(), 'supcon-vulkan-'));
  try {
    const driver = path.join(temporary, 'swiftshader.json');
    const library = path.join(found.folder, 'libvk_swiftshader.so');
    writeFileSync(driver, JSON.stringify({ file_format_version: '1.0.0', ICD: { library_path: library, api_version: '1.0.5' } }));
    // Chromium brings the Vulkan loader too; a folder of its own, so that none of its other libraries get in the way.
    symlinkSync(path.join(found.folder, 'libvulkan.so.1'), path.join(temporary, 'libvulkan.so.1'));
    const libraries = [temporary, ...(process.env['LD_LIBRARY_PATH'] ?? '').split(':')].filter((folder) => folder !== '');
    // VK_ICD_FILENAMES is what older loaders read.
    return start(name, rest, { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: libraries.join(':') });
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/**
 * @param {string} name
 * @param {readonly string[]} rest
 * @param {Record<string, string>} env
 */
function start(name, rest, env) {
  const { status, error, signal } = spawnSync(name, [...rest], { stdio: 'inherit', env: { ...process.env, ...env } });
  if (error) process.stderr.write(`with-swiftshader: ${error.message}\n`);
  if (signal) process.stderr.write(`with-swiftshader: ${name} ended with ${signal}\n`);
  return status ?? 1;
}
