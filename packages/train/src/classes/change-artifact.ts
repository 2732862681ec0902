import { dirname, resolve } from 'node:path';
import { changeClasses, editClasses, inNextVersion, type Artifact, type ClassEdit, type Manifest } from '@supcon/core/artifact';
import { className, whyNoClassName } from '@supcon/core/photos';
import type { Reporter } from '../console/reporter.js';
import { list } from '../data/list.js';
import { TrainError } from '../errors.js';
import { embedFiles } from '../evaluate/embed-files.js';
import { loadOnnxPictureEncoder } from '../evaluate/load-picture-encoder.js';
import { findClassPhotos } from './find-class-photos.js';
import { openChangeable, type ChangeableArtifact } from './open-artifact.js';

/** Which class goes into which artifact. The new version goes beside the old one, which stays. */
export interface AddClassOptions {
  /** An artifact folder, `<artifacts>/<name>/<version>`. */
  readonly artifact: string;
  readonly label: string;
  /** Pictures, or folders of them. */
  readonly photos: readonly string[];
  readonly skipBad: boolean;
  readonly reporter: Reporter;
}

/** A new version of an artifact, with other classes. */
export interface ChangedArtifact {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly label: string;
  /** Of the class that came or went. */
  readonly photos: number;
  /** What the arithmetic took, pictures and files aside. */
  readonly milliseconds: number;
}

/** Adds a class from its pictures: they are encoded, the ridge classifier takes the class in, and answers from then on.
 * @throws TrainError NOT_FOUND, FIXED_CLASSES, USAGE for a name that is there already, BAD_DATA, BAD_IMAGES unless `skipBad`; CoreError BAD_ARTIFACT. */
export async function addToArtifact({ artifact: folder, label: given, ...options }: AddClassOptions): Promise<ChangedArtifact> {
  const base = await openChangeable(folder);
  const label = className(given.trim());
  const wrong = whyNoClassName(label);
  if (wrong !== undefined) throw new TrainError('USAGE', `--label ${wrong}; give the class a name that everybody reads alike`);
  if (base.labels.includes(label))
    throw new TrainError(
      'USAGE',
      `${nameOf(base)} knows a class ${label} already; give the new one another name, or first take that out: supcon classes remove --artifact ${folder} --label '${label}'`,
    );
  const features = await embedPhotos(base.artifact, options);
  return write(base, folder, { add: label, features }, label, features.length / base.statistics.width);
}

/** Takes a class out, as if it had never been there.
 * @throws TrainError NOT_FOUND, FIXED_CLASSES, USAGE for a class that is not there or the last one; CoreError BAD_ARTIFACT. */
export async function removeFromArtifact(folder: string, given: string): Promise<ChangedArtifact> {
  const base = await openChangeable(folder);
  const label = className(given.trim());
  const at = base.labels.indexOf(label);
  if (at < 0) throw new TrainError('USAGE', `${nameOf(base)} knows no class '${label}'; it knows ${base.labels.join(', ')}`);
  if (base.labels.length === 1)
    throw new TrainError('USAGE', `${label} is the only class of ${nameOf(base)}; add another before it is taken out`);
  const photos = base.statistics.photos[at]!.length / base.statistics.width;
  return write(base, folder, { remove: label }, label, photos);
}

async function write(base: ChangeableArtifact, folder: string, edit: ClassEdit, label: string, photos: number): Promise<ChangedArtifact> {
  const { artifact } = base;
  const as = { version: 1, createdAt: new Date().toISOString() };
  const { content, milliseconds } = editClasses({ ...base, manifest: artifact.manifest }, edit, as);
  return inNextVersion(dirname(dirname(resolve(folder))), artifact.manifest.name, async (next) => {
    const manifest = await changeClasses(next.folder, artifact, { ...content, version: next.version });
    return { folder: next.folder, manifest, label, photos, milliseconds };
  });
}

async function embedPhotos(
  artifact: Artifact,
  { photos, skipBad, reporter }: Pick<AddClassOptions, 'photos' | 'skipBad' | 'reporter'>,
): Promise<Float32Array> {
  const paths = await findClassPhotos(photos);
  const encoder = await loadOnnxPictureEncoder(artifact);
  const task = reporter.task('Embedding', paths.length, 'images');
  const { embeddings, bad } = await embedFiles(encoder, artifact.manifest, paths, paths, (done) => {
    task.update(done);
  }).finally(async () => {
    task.stop();
    await encoder.dispose();
  });
  if (bad.length > 0 && !skipBad)
    throw new TrainError(
      'BAD_IMAGES',
      `${bad.length} files are not pictures that can be read:\n${list(bad, 200)}\nRepair or remove them, or add --skip-bad.`,
    );
  if (bad.length > 0) reporter.note(`Warning: ${bad.length} files that cannot be read are skipped:\n${list(bad)}`);
  if (embeddings.length === 0) throw new TrainError('BAD_DATA', `none of the ${paths.length} files can be read as a picture`);
  return embeddings;
}

function nameOf({ artifact: { manifest } }: ChangeableArtifact): string {
  return `${manifest.name}/${manifest.version}`;
}
