#!/usr/bin/env node
/** Says what of this machine the project uses, what is missing and which command mends it. Exit status 0 when all is well, 1 when not. */
import { parseArgs } from 'node:util';
import { detectGpu } from './detect-gpu.mjs';
import { runChecks } from './doctor-checks.mjs';
import { findLayout } from './layout.mjs';

const USAGE = `usage: npm run doctor -- [--json]

  --json   one JSON object: {"ok", "checks": [{"name", "ok", "value", "fix"}]}; the line of the GPU also has
           "gpus": [{"name", "memoryMb", "driver", "capability"}] where an NVIDIA driver answers
`;

const { values } = readArguments();
if (values.help) process.stdout.write(USAGE);
else process.exitCode = await main();

async function main() {
  const layout = findLayout(import.meta.url, process.env);
  const checks = await runChecks({ layout, env: process.env, execPath: process.execPath, gpu: detectGpu() });
  const ok = checks.every((check) => check.ok);
  process.stdout.write(values.json ? `${JSON.stringify({ ok, checks })}\n` : `${checks.map(line).join('\n')}\n`);
  return ok ? 0 : 1;
}

/** @param {import('./check.mjs').Check} check */
function line({ name, ok, value, fix }) {
  return `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(16)}  ${value}${fix === '' ? '' : `\n      ${''.padEnd(16)}  to mend it: ${fix}`}`;
}

function readArguments() {
  try {
    return parseArgs({
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}
