import os from 'node:os';

/** What the figures were measured on, for people: processor, cores, memory, system, Node. */
export function describeMachine() {
  const cpus = os.cpus();
  const memory = (os.totalmem() / 2 ** 30).toFixed(0);
  return [
    (cpus[0]?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim(),
    `${cpus.length} ${cpus.length === 1 ? 'core' : 'cores'}`,
    `${memory} GiB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
  ].join(', ');
}
