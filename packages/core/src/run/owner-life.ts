import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { OwnerLife, RunOwner } from './run-owner.js';
import { SILENT_AFTER_MS } from './run-state.js';

/** A process as other processes can recognise it. */
export type ProcessIdentity = Pick<RunOwner, 'host' | 'pid' | 'started' | 'place'>;

/** Of a process of this machine, by default of this one. On Linux its start and its place are known too; elsewhere its number has to do, and where a number was
 * given again, an owner that is gone is taken for a living one until its file is removed. */
export function processIdentity(pid: number = process.pid): ProcessIdentity {
  const started = statOf(pid)?.started;
  const place = ownPlace();
  return { host: hostname(), pid, ...(started === undefined ? {} : { started }), ...(place === undefined ? {} : { place }) };
}

/** Whether an owner's process still runs. Of the same boot and pid namespace the process table says it, of another machine nothing does. One of a machine with
 * our name, but of an earlier boot or another container, is taken for dead once it has been silent: that is what a restart leaves.
 * @param silentMs since its last beat. */
export function ownerLife(owner: ProcessIdentity, silentMs: number): OwnerLife {
  if (owner.host !== hostname()) return 'unknown';
  if (owner.place !== ownPlace()) return silentMs > SILENT_AFTER_MS ? 'dead' : 'unknown';
  if (!exists(owner.pid)) return 'dead';
  const found = statOf(owner.pid);
  // Another user's process may be hidden from us: it exists, and that is all we learn.
  if (!found || owner.started === undefined) return 'alive';
  return found.ended || found.started !== owner.started ? 'dead' : 'alive';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Fields 3 and 22 of /proc/PID/stat; undefined where there is none. */
function statOf(pid: number): { readonly started: number; readonly ended: boolean } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the command in parentheses, which may hold blanks and parentheses itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // Killed, and only kept until its parent asks how it ended.
    return { started: Number(fields[19]), ended: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return undefined;
  }
}

/** This boot and pid namespace; undefined where the system does not tell. */
function ownPlace(): string | undefined {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}
