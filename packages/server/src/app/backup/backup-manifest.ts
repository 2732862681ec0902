import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomic } from '@supcon/core/files';
import { z } from 'zod';
import { ServerError } from '../../domain/errors.js';

/** The file that makes a folder a backup: it is written last. */
export const MANIFEST = 'manifest.json';
/** Databases of a server that a backup holds; jobs are planned anew. Without those that are not there. */
export const DATABASES = ['items', 'feedback', 'keys', 'audit', 'drift'] as const;
/** Folders of a home that are taken along as they are: files in them are written once. */
export const FOLDERS = ['server/blobs', 'server/feedback', 'artifacts'] as const;

const bodySchema = z.strictObject({
  format: z.literal(1),
  createdAt: z.string(),
  storeId: z.string(),
  collections: z.array(z.strictObject({ name: z.string(), items: z.int(), lastSeq: z.int() })),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256: z.string() })),
});
const manifestSchema = z.strictObject({ body: bodySchema, sha256: z.string() });

/** What a backup holds. */
export type BackupManifest = z.infer<typeof bodySchema>;

/** @throws ServerError BAD_DATA where there is no backup in the folder, or its manifest is damaged. */
export async function readBackupManifest(folder: string): Promise<BackupManifest> {
  const refuse = (why: string, cause?: unknown): ServerError =>
    new ServerError('BAD_DATA', `${folder} is no whole backup: ${why}; take another one`, { cause });
  const text = await readFile(path.join(folder, MANIFEST), 'utf8').catch((cause: unknown) => {
    throw refuse(`its ${MANIFEST} cannot be read`, cause);
  });
  let manifest: z.infer<typeof manifestSchema>;
  try {
    manifest = manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw refuse(`its ${MANIFEST} is damaged or of another version`, cause);
  }
  if (digest(JSON.stringify(manifest.body)) !== manifest.sha256) throw refuse(`its ${MANIFEST} is damaged`);
  for (const file of manifest.body.files)
    if (path.isAbsolute(file.path) || file.path.split('/').includes('..')) throw refuse(`it names a file outside of itself, ${file.path}`);
  return manifest.body;
}

/** Makes a folder a backup. */
export async function writeBackupManifest(folder: string, body: BackupManifest): Promise<void> {
  await writeFileAtomic(path.join(folder, MANIFEST), JSON.stringify({ body, sha256: digest(JSON.stringify(body)) }));
}

/** Every file below a folder, with `/` between names; nothing where there is no folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** Size and sha256 of a file. */
export async function measureFile(file: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
