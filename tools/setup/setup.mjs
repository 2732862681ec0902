#!/usr/bin/env node
/**
 * Brings a fresh clone to where every command works: npm packages, native addons, TensorFlow. Node built-ins only, since it runs before
 * there is anything else. What it does and in which order: docs/operations.md.
 */
import { parseArgs } from 'node:util';
import { wasmNotice } from './backend-marker.mjs';
import { checkNode } from './check-node.mjs';
import { detectGpu } from './detect-gpu.mjs';
import { findPending } from './find-pending.mjs';
import { findLayout } from './layout.mjs';
import { createReporter } from './reporter.mjs';
import { runSetup } from './run-setup.mjs';
import { SetupError } from './setup-error.mjs';

const USAGE = `usage: npm run setup -- [--check] [--quiet]

  --check   only say what there is to do; exit status 1 when there is something
  --quiet   as other commands call it: say nothing when there is nothing to do, and do not look for TensorFlow again
            where an earlier set-up had to fall back to WebAssembly

Environment:
  SUPCON_TENSORFLOW     auto (default: the GPU build, 3.4 GB to fetch, where an NVIDIA GPU is that it runs on), cpu, gpu, off (WebAssembly)
  SUPCON_LIBTENSORFLOW  a folder with TensorFlow to use instead of downloading one
  XDG_CACHE_HOME        where TensorFlow and compiled addons are kept for the next checkout (default ~/.cache)
`;

const { values } = readArguments();
if (values.help) process.stdout.write(USAGE);
else process.exitCode = await main();

async function main() {
  const started = performance.now();
  const layout = findLayout(import.meta.url, process.env);
  const reporter = createReporter({ stream: process.stderr });
  try {
    if (values.check) return check(layout);
    const { done, tensorflow } = await runSetup({ layout, env: process.env, reporter, retry: !values.quiet });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (done.length > 0) reporter.say(`set-up: done in ${seconds} s`);
    else if (!values.quiet) reporter.say(`set-up: nothing to do (${seconds} s)`);
    // The slow path is said every time, not only when it was chosen.
    if (done.length === 0 && tensorflow?.backend === 'wasm') reporter.say(wasmNotice(tensorflow));
    return 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    if (error.output !== '') reporter.say(error.output);
    reporter.say(`set-up: ${error.message} [${error.code}]\n  to mend it: ${error.fix}`);
    return 1;
  }
}

/** @param {import('./layout.mjs').Layout} layout */
function check(layout) {
  checkNode(process.versions.node);
  const pending = findPending({ layout, env: process.env, gpu: detectGpu(), retry: !values.quiet });
  for (const { name, reason } of pending) process.stdout.write(`${name}: ${reason}\n`);
  process.stdout.write(pending.length === 0 ? 'nothing to do\n' : 'to mend it: npm run setup\n');
  return pending.length === 0 ? 0 : 1;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        check: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}
