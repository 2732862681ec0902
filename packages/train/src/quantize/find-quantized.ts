import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isWithinLimit, readArtifact, type Manifest } from '@supcon/core/artifact';

/** The newest artifact in 8 bits that was made of another one under its usual name and is inside its limit; undefined where there is none that can be read. */
export async function findQuantized(
  artifacts: string,
  { name, version }: Pick<Manifest, 'name' | 'version'>,
): Promise<{ readonly folder: string; readonly manifest: Manifest } | undefined> {
  const parent = join(artifacts, quantizedName(name));
  const versions = (await readdir(parent).catch(() => [])).map(Number).filter((each) => Number.isInteger(each));
  for (const each of versions.sort((a, b) => b - a)) {
    const folder = join(parent, String(each));
    const { manifest } = (await readArtifact(folder).catch(() => undefined)) ?? {};
    const { quantization } = manifest ?? {};
    if (manifest && quantization?.of.name === name && quantization.of.version === version && isWithinLimit(quantization))
      return { folder, manifest };
  }
  return undefined;
}

/** What an artifact in 8 bits is called where nothing else is said. */
export function quantizedName(name: string): string {
  return `${name}-int8`;
}
