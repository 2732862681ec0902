import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';

/** What the figures were measured on, for people: processor, cores, memory, system, Node. */
export function describeMachine() {
  const cpus = os.cpus();
  const memory = (os.totalmem() / 2 ** 30).toFixed(0);
  const features = describeFeatures(existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '');
  return [
    `${(cpus[0]?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim()}${features === '' ? '' : ` (${features})`}`,
    `${cpus.length} ${cpus.length === 1 ? 'core' : 'cores'}`,
    `${memory} GiB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
  ].join(', ');
}

/** Instructions that decide how fast a network runs; the name of a virtual machine's processor says nothing of them. */
const FEATURES = /** @type {const} */ ([
  ['avx512f', 'AVX-512'],
  ['avx512_vnni', 'int8'],
  ['avx512_bf16', 'bfloat16'],
  ['amx_tile', 'AMX'],
]);

/**
 * @param {string} cpuinfo as Linux has it in /proc/cpuinfo
 * @returns {string} '' where it says nothing
 */
export function describeFeatures(cpuinfo) {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(/\s+/));
  const names = FEATURES.filter(([flag]) => flags.has(flag)).map(([, name]) => name);
  return names.length === 0 && flags.has('avx2') ? 'AVX2' : names.join(' ');
}
