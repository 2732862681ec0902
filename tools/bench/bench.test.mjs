import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = fileURLToPath(new URL('bench.mjs', import.meta.url));
/** @type {string} */
let peers;
beforeEach(() => {
  peers = mkdtempSync(path.join(tmpdir(), 'supcon-peers-'));
});
afterEach(() => {
  rmSync(peers, { recursive: true });
});

/** @param {readonly string[]} args */
function bench(...args) {
  const env = { ...process.env, SUPCON_PEERS: peers, SUPCON_PEERS_PYTHON: 'python3' };
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env });
}

/**
 * @param {string} stdout
 * @returns {import('./make-figure.mjs').Figure[]}
 */
function readFigures(stdout) {
  /** @type {unknown} */
  const figures = JSON.parse(`[${stdout.trimEnd().replaceAll('\n', ',')}]`);
  return /** @type {import('./make-figure.mjs').Figure[]} */ (figures);
}

/**
 * @param {string} name
 * @param {readonly string[]} lines of Python
 */
function writePeer(name, lines) {
  writeFileSync(path.join(peers, name), `import json, sys\n${lines.join('\n')}\n`);
}

it.each([
  [
    [],
    /expected the name of one benchmark \(train-step, finetune, train-epoch, train-wasm, webgpu, memory, decode, embed, classes, infer, serve, search\), got none/,
  ],
  [['train-step', 'infer'], /expected the name of one benchmark \(.*\), got train-step infer/],
  [['fly'], /no benchmark 'fly'; there is train-step, /],
  [['toString'], /no benchmark 'toString'/],
  [['train-step', '--rounds', '0'], /--rounds must be a whole number of at least 1, got 0/],
  [['train-step', '--size', 'big'], /--size must be a whole number of at least 1, got big/],
  [['train-step', '--fast'], /--fast/],
  [['infer', '--batch', '4'], /infer has no --batch; it takes --rounds, --steps 20, --size 128/],
  [['infer', '--only', 'float32'], /infer has no --only/],
  [['train-step', '--no-build', '--only', 'float64'], /no figure of train-step has 'float64' in its name/],
  [['memory', '--only', 'float32', '--save'], /--save keeps all figures/],
  [['memory', '--no-build', '--only', 'float64'], /no figure of memory has 'float64' in its name/],
  [['webgpu', '--no-build', '--only', '5x5'], /no figure of webgpu has '5x5' in its name/],
  [['train-step', '--label', 'a-gpu'], /--label names what --save keeps/],
])('refuses %j with the usage and status 2', (args, message) => {
  const { status, stdout, stderr } = bench(...args);
  expect(stderr).toMatch(message);
  expect(stderr).toContain('usage: npm run bench');
  expect([status, stdout]).toEqual([2, '']);
});

it('prints the usage when asked', () => {
  const { status, stdout } = bench('--help');
  expect(status).toBe(0);
  for (const name of ['train-step', 'train-epoch', 'train-wasm', 'webgpu', 'memory', 'decode', 'classes', 'infer', 'serve'])
    expect(stdout).toMatch(new RegExp(`^  ${name} +\\S[^]*?--steps \\d+`, 'm'));
});

// Our side is the real engine, on a step small enough for a test.
const TIMEOUT_MS = 240_000;
const small = ['train-step', '--no-build', '--batch', '4', '--size', '32', '--steps', '1'];

it(
  'measures our step beside peers and prints one JSON object for each figure',
  () => {
    const calls = path.join(peers, 'calls');
    const record = `open(${JSON.stringify(calls)}, 'a').write(' '.join(sys.argv[1:]) + '\\n')`;
    writePeer('train_step_keras.py', [record, `print(json.dumps({'imagesPerSecond': 10, 'peakRssMiB': 100}))`]);
    writePeer('train_step_torch.py', [record, `sys.exit('ModuleNotFoundError: torch')`]);
    const { status, stdout, stderr } = bench(...small, '--rounds', '2', '--json');
    expect(status, stderr).toBe(0);
    const figures = readFigures(stdout);
    expect(figures.map(({ name, unit }) => [name, unit])).toEqual([
      ['train-step float32 throughput', 'images/s'],
      ['train-step float32 peak RSS', 'MiB'],
      ['train-step bfloat16 throughput', 'images/s'],
      ['train-step bfloat16 peak RSS', 'MiB'],
    ]);
    figures.forEach(({ unit, ours, peers: values, ratio, machine }, index) => {
      const torch = index < 2 ? ['torch', 'torch-compile'] : ['torch-compile'];
      const keras = unit === 'MiB' ? 100 : 10;
      expect(ours).toBeGreaterThan(0);
      expect(values).toEqual({ keras, ...Object.fromEntries(torch.map((name) => [name, null])) });
      for (const name of torch) expect(ratio[name]).toBeNull();
      expect(ratio['keras']).toBeCloseTo(ours / keras, 2);
      expect(machine).toMatch(/core.*Node/);
    });
    expect(stderr).toMatch(/bfloat16 torch-compile cannot run: ModuleNotFoundError: torch/);
    // Two rounds, the second in reverse; a peer that cannot run is tried once.
    const shape = '--batch 4 --size 32 --steps 1';
    expect(readFileSync(calls, 'utf8').trimEnd().split('\n')).toEqual([
      `--precision float32 ${shape}`,
      shape,
      `--compile ${shape}`,
      `--precision mixed_bfloat16 ${shape}`,
      `--bf16 --compile ${shape}`,
      `--precision mixed_bfloat16 ${shape}`,
      `--precision float32 ${shape}`,
    ]);
  },
  TIMEOUT_MS,
);

it(
  'measures the part of memory that was asked for',
  () => {
    const args = ['--no-build', '--rounds', '1', '--steps', '1', '--size', '32', '--only', 'bfloat16 batch 64', '--json'];
    const { status, stdout, stderr } = bench('memory', ...args);
    expect(status, stderr).toBe(0);
    const figures = readFigures(stdout);
    expect(figures.map(({ name, unit }) => [name, unit])).toEqual([
      ['memory bfloat16 batch 64', 'MiB'],
      ['memory bfloat16 batch 64 checkpointed', 'MiB'],
    ]);
    for (const { ours } of figures) expect(ours).toBeGreaterThan(200);
  },
  TIMEOUT_MS,
);

it(
  'prints a table for people, and says which script is missing',
  () => {
    writePeer('train_step_keras.py', [`print(json.dumps({'imagesPerSecond': 'many', 'peakRssMiB': 100}))`]);
    const { status, stdout, stderr } = bench(...small, '--rounds', '1');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^figure +unit +ours +keras +torch +torch-compile\n/);
    expect(stdout).toMatch(/bfloat16 throughput +images\/s +[\d.]+ +could not run +could not run/);
    expect(stderr).toMatch(/float32 keras cannot run: imagesPerSecond and peakRssMiB must be numbers above 0, got many and 100/);
    expect(stderr).toMatch(/float32 torch cannot run: there is no .*train_step_torch\.py; set SUPCON_PEERS/);
  },
  TIMEOUT_MS,
);
