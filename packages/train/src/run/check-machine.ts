import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measurePrecisions, selectEngine } from '@supcon/core';
import { CoreError } from '@supcon/core/errors';
import { decodeImage } from '@supcon/core/image';

export interface MachineCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly value: string;
  /** The command that mends it; empty when nothing is to be mended. */
  readonly fix: string;
}

/** Checkpoints, cache and artifacts of a few runs on a small photo set. */
const ENOUGH_BYTES = 1e9;

/** Tries everything training uses, by using it. @param home SUPCON_HOME */
export async function checkMachine(home: string): Promise<MachineCheck[]> {
  return [checkNode(), await checkBackend(), await checkDecoding(), await checkHome(home)];
}

function checkNode(): MachineCheck {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { name: 'Node', ok, value: process.versions.node, fix: ok ? '' : 'install Node 20.19 or newer' };
}

async function checkBackend(): Promise<MachineCheck> {
  try {
    const engine = await selectEngine({ backend: 'native' });
    const rates = await measurePrecisions(engine);
    const measured = Object.entries(rates).map(([precision, rate]) => `${precision} ${Math.round(rate)} GFLOP/s`);
    engine.dispose();
    return { name: 'backend', ok: true, value: `${engine.device}: ${measured.join(', ')}`, fix: '' };
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return { name: 'backend', ok: false, value: `WebAssembly only, ten to twenty times slower (${error.message})`, fix: 'npm run setup' };
  }
}

async function checkDecoding(): Promise<MachineCheck> {
  // One transparent pixel.
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  try {
    await decodeImage(gif, { size: 8 });
    return { name: 'pictures', ok: true, value: 'sharp decodes', fix: '' };
  } catch (error) {
    return { name: 'pictures', ok: false, value: error instanceof Error ? error.message : String(error), fix: 'npm run setup' };
  }
}

async function checkHome(home: string): Promise<MachineCheck> {
  const probe = join(home, `.doctor-${process.pid}`);
  try {
    await mkdir(home, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
    const { bavail, bsize } = await statfs(home);
    const free = bavail * bsize;
    const ok = free >= ENOUGH_BYTES;
    return {
      name: 'disk',
      ok,
      value: `${(free / 1e9).toFixed(1)} GB free in ${home}`,
      fix: ok ? '' : 'free some space, or set SUPCON_HOME',
    };
  } catch (error) {
    return {
      name: 'disk',
      ok: false,
      value: `${home} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      fix: 'set SUPCON_HOME to a folder of yours',
    };
  }
}
