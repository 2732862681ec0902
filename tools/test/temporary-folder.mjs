import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Gives the tests a temporary folder of their own, which goes with all that they made in it. */
export function setup() {
  const folder = mkdtempSync(path.join(tmpdir(), 'supcon-tools-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
