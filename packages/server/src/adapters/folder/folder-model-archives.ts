import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { ARTIFACT_FILES, inNextVersion, readArtifact, type Manifest } from '@supcon/core/artifact';
import { CoreError } from '@supcon/core/errors';
import { syncFolder, writeFileAtomic } from '@supcon/core/files';
import { create } from 'tar';
import { ServerError } from '../../domain/errors.js';
import type { ModelArchives } from '../../domain/model-archives.js';
import { fileError } from './file-error.js';
import { readModelRecord } from './read-model-record.js';
import { unpackArchive } from './unpack-archive.js';

/** What an artifact is called that is coming in: nobody lists a name that begins with a dot. */
const COMING = '.coming-';
/** What has lain for longer than this nobody sends any more. */
const LEFT_BEHIND_MS = 24 * 60 * 60_000;
/** An artifact has a dozen. */
const MOST_FILES = 64;
/** Of tar: files begin at whole blocks, and two empty ones are the end. */
const BLOCK = 512;

/** Archives of the artifacts in a folder, `<folder>/<name>/<version>`. What comes in is unpacked beside them and becomes one by a rename.
 * @param maxBytes of one artifact. */
export function createFolderModelArchives({ folder, maxBytes }: { readonly folder: string; readonly maxBytes: number }): ModelArchives {
  return {
    receive: async (body) => {
      await mkdir(folder, { recursive: true });
      await removeLeftBehind(folder);
      const coming = path.join(folder, `${COMING}${randomUUID()}`);
      const discard = (): Promise<void> => rm(coming, { recursive: true, force: true });
      try {
        await mkdir(coming);
        const names = await unpackArchive(body, coming, { bytes: maxBytes, files: MOST_FILES });
        const { root, manifest } = await verify(coming, names);
        return { model: await readModelRecord(root), place: () => place(folder, root, manifest).finally(discard), discard };
      } catch (error) {
        await discard();
        throw error instanceof CoreError ? notWhole(error, coming) : fileError(error);
      }
    },
    pack: async ({ name, version, location }) => {
      let manifest: Manifest;
      try {
        ({ manifest } = await readArtifact(location));
      } catch (error) {
        if (!(error instanceof CoreError)) throw error;
        const reason = error.message.replaceAll(location, `${name}/${version}`);
        throw new ServerError('MODEL_UNUSABLE', `the model ${name}/${version} cannot be packed: ${reason}`, { cause: error });
      }
      const files = [ARTIFACT_FILES.manifest, ...Object.keys(manifest.files).sort()];
      const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(location, file))).size));
      const bytes = sizes.reduce((sum, size) => sum + BLOCK + Math.ceil(size / BLOCK) * BLOCK, 2 * BLOCK);
      // Portable: the same bytes from every machine, and nothing of who lives on it.
      return { bytes, stream: Readable.from(create({ cwd: location, portable: true, noMtime: true, noPax: true }, files)) };
    },
  };
}

/** @param names what was unpacked. @returns where the artifact lies: at the top of the archive, or in its one folder. @throws ServerError BAD_ARCHIVE; CoreError BAD_ARTIFACT. */
async function verify(coming: string, names: readonly string[]): Promise<{ readonly root: string; readonly manifest: Manifest }> {
  const found = names.filter((name) => path.posix.basename(name) === ARTIFACT_FILES.manifest);
  if (found.length !== 1)
    throw new ServerError(
      'BAD_ARCHIVE',
      `the archive has ${found.length} files ${ARTIFACT_FILES.manifest}; pack the folder of one artifact`,
    );
  const above = found[0]!.slice(0, -ARTIFACT_FILES.manifest.length);
  const root = path.join(coming, above);
  const { manifest } = await readArtifact(root);
  const listed = new Set([ARTIFACT_FILES.manifest, ...Object.keys(manifest.files)].map((name) => above + name));
  const strange = names.find((name) => !listed.has(name));
  if (strange !== undefined)
    throw new ServerError('BAD_ARCHIVE', `the archive has a file ${JSON.stringify(strange)}, which the manifest does not list`);
  return { root, manifest };
}

async function place(folder: string, root: string, manifest: Manifest): ReturnType<typeof readModelRecord> {
  try {
    return await inNextVersion(folder, manifest.name, async (next) => {
      // No file of it is the manifest's own; only that one says which version it is.
      await writeFileAtomic(
        path.join(root, ARTIFACT_FILES.manifest),
        `${JSON.stringify({ ...manifest, version: next.version }, null, 2)}\n`,
      );
      for (const entry of await readdir(root, { withFileTypes: true }))
        if (entry.isDirectory()) await syncFolder(path.join(root, entry.name));
      await rename(root, next.folder).catch((cause: unknown) => {
        throw existsSync(next.folder) ? new CoreError('BAD_ARTIFACT', `${next.folder} was taken meanwhile`, { cause }) : cause;
      });
      await syncFolder(path.dirname(next.folder));
      await syncFolder(folder);
      return readModelRecord(next.folder);
    });
  } catch (error) {
    throw fileError(error);
  }
}

function notWhole(error: CoreError, coming: string): ServerError {
  // The folder is of this machine, and its name says nothing.
  const reason = error.message.replaceAll(/artifact \S+: /g, '').replaceAll(coming, '');
  return new ServerError('BAD_ARCHIVE', `the artifact in the archive is not whole: ${reason}`, { cause: error });
}

async function removeLeftBehind(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(COMING)) continue;
    const left = path.join(folder, name);
    const entry = await stat(left).catch(() => undefined);
    if (entry && Date.now() - entry.mtimeMs > LEFT_BEHIND_MS) await rm(left, { recursive: true, force: true });
  }
}
