import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  ARTIFACT_FILES,
  changeClasses,
  editClasses,
  inNextVersion,
  linearLogits,
  openArtifact,
  readArtifact,
  restoreLength,
  type Artifact,
  type ClassEdit,
  type ClassStatistics,
} from '@supcon/core/artifact';
import { CoreError } from '@supcon/core/errors';
import { className } from '@supcon/core/photos';
import type { ClassChange } from '../../domain/class-editor.js';
import { ServerError } from '../../domain/errors.js';
import { serveCalls } from '../../threads/serve-calls.js';
import { fileError } from './file-error.js';

/** What the thread that changes classes answers. */
export interface ClassMethods {
  /** @param argument.location of the artifact, `<artifacts>/<name>/<version>`. @returns where the new one lies. */
  change(argument: { readonly location: string; readonly change: ClassChange }): string;
}

/** An artifact whose classes can be changed. */
interface Changeable {
  readonly artifact: Artifact;
  readonly statistics: ClassStatistics;
}

/** What was changed last: the next change is most often one of what came of it. */
let last: Changeable | undefined;

serveCalls<ClassMethods>({
  change: async ({ location, change }) => {
    try {
      const base = await open(location);
      const edit = await editOf(base, change);
      return await write(base, edit);
    } catch (error) {
      throw explained(location, error);
    }
  },
});

async function open(location: string): Promise<Changeable> {
  // What is asked of it is verified again as it is read.
  if (last?.artifact.folder === location && (await saysTheSame(last.artifact))) return last;
  const artifact = await readArtifact(location);
  const statistics = await artifact.loadClassStatistics();
  if (!statistics) throw new ServerError('FIXED_CLASSES', 'the artifact keeps no statistics to add and take out classes with');
  return { artifact, statistics };
}

/** Whether its manifest is the one that it was opened with: another artifact may lie there by now. */
async function saysTheSame({ folder, manifest }: Artifact): Promise<boolean> {
  const text = await readFile(path.join(folder, ARTIFACT_FILES.manifest), 'utf8').catch(() => '');
  return text === `${JSON.stringify(manifest, null, 2)}\n`;
}

async function editOf({ artifact }: Changeable, change: ClassChange): Promise<ClassEdit> {
  if (!('add' in change)) return change;
  const classifier = await artifact.loadClassifier();
  if (classifier.bias.length === 1)
    throw new ServerError(
      'FIXED_CLASSES',
      'the model knows one class, and the answers of such a one do not tell how long features are; add with supcon classes add',
    );
  const features = restoreLength(classifier, change.embeddings, change.logits);
  requireFit(linearLogits(classifier, features, change.logits.length / classifier.bias.length), change.logits);
  return { add: change.add, features };
}

/** Logits of the features have to be those that the encoder gave. @throws ServerError MODEL_UNUSABLE. */
function requireFit(found: Float32Array, given: Float32Array): void {
  const largest = given.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const apart = found.reduce((most, value, at) => Math.max(most, Math.abs(value - given[at]!)), 0);
  if (!(apart <= 1e-3 * Math.max(1, largest)))
    throw new ServerError(
      'MODEL_UNUSABLE',
      `the classifier beside the encoder gives other answers than the one inside (${apart} apart); freeze the artifact again`,
    );
}

async function write({ artifact, statistics }: Changeable, edit: ClassEdit): Promise<string> {
  const { manifest, folder } = artifact;
  const base = { manifest, record: manifest.classes!, statistics, labels: manifest.labels.map(className) };
  const artifacts = path.dirname(path.dirname(folder));
  const as = { version: 1, createdAt: new Date().toISOString() };
  const { content } = editClasses(base, edit, as);
  return inNextVersion(artifacts, manifest.name, async (next) => {
    const made = await changeClasses(next.folder, artifact, { ...content, version: next.version });
    last = { artifact: openArtifact(next.folder, made), statistics: content.statistics };
    return next.folder;
  });
}

/** What may be known of it: no folder of this machine. */
function explained(location: string, error: unknown): unknown {
  if (!(error instanceof CoreError)) return error instanceof ServerError ? error : fileError(error);
  const title = location.split(path.sep).slice(-2).join('/');
  return new ServerError('MODEL_UNUSABLE', `the classes of ${title} cannot be changed: ${error.message.replaceAll(location, title)}`, {
    cause: error,
  });
}
