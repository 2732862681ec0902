import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TrainError } from '../errors.js';
import { artifactsFolder } from '../home.js';

/** The folder of an artifact: the folder itself, or by `<name>` (the newest version) or `<name>/<version>` in the home's artifacts.
 * @throws TrainError NOT_FOUND naming the artifacts that there are. */
export async function findArtifact(given: string, home: string): Promise<string> {
  if (existsSync(join(given, 'manifest.json'))) return given;
  const folder = artifactsFolder(home);
  const [, name, version] = /^([\w-][\w.-]*)(?:\/(\d+))?$/.exec(given) ?? [];
  if (name !== undefined) {
    const versions = await versionsOf(join(folder, name));
    const newest = version === undefined ? versions.at(-1) : versions.find((own) => own === Number(version));
    if (newest !== undefined) return join(folder, name, String(newest));
  }
  const names = await readdir(folder).catch((): string[] => []);
  throw new TrainError(
    'NOT_FOUND',
    `no artifact is called ${given}, and none lies there as a folder. ${names.length === 0 ? `${folder} has none; leave --artifact out to go by the pretrained encoder alone.` : `In ${folder}: ${names.sort().join(', ')}.`}`,
  );
}

/** Ascending. */
async function versionsOf(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}
