import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { linearLogits, readArtifact } from '@supcon/core/artifact';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { describeClassEditor, type EditorBench } from '../../../test/class-editor-conformance.js';
import { makeTinyArtifact, type TinyArtifactOptions } from '../../../test/tiny-artifact.js';
import { createFolderClassEditor } from './folder-class-editor.js';
import { createFolderModelRegistry } from './folder-model-registry.js';

const logger = pino({ level: 'silent' });
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function fresh(options: TinyArtifactOptions = {}): Promise<EditorBench & { readonly folder: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'supcon-classes-'));
  await makeTinyArtifact(path.join(folder, 'tiny', '1'), { labels: ['a', 'b', 'c'], classes: 3, ...options });
  const editor = createFolderClassEditor(logger);
  ends.push(async () => {
    await editor.close();
    await rm(folder, { recursive: true });
  });
  const registry = createFolderModelRegistry({ folder, logger });
  return {
    ...{ editor, registry, folder },
    model: (await registry.list())[0]!,
    logits: async ({ location }, embeddings) => {
      const classifier = await (await readArtifact(location)).loadClassifier();
      return linearLogits(classifier, embeddings, (embeddings.length * classifier.bias.length) / classifier.weight.length);
    },
  };
}

describeClassEditor('a folder', fresh);

it('says of a damaged artifact what is wrong with it, without where it lies, and leaves nothing behind', async () => {
  const { editor, model, folder } = await fresh();
  await writeFile(path.join(folder, 'tiny', '1', 'encoder.onnx'), 'x');
  const error: unknown = await editor.change(model, { remove: 'a' }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'MODEL_UNUSABLE' });
  expect((error as Error).message).toMatch(/^the classes of tiny\/1 cannot be changed: artifact tiny\/1: /);
  expect((error as Error).message).not.toContain(folder);
  expect(await readdir(path.join(folder, 'tiny'))).toEqual(['1']);
});

it('does not take pictures whose answers are of another classifier', async () => {
  const { editor, model } = await fresh();
  const embeddings = new Float32Array(model.embeddingSize).fill(1 / Math.sqrt(model.embeddingSize));
  await expect(editor.change(model, { add: 'd', embeddings, logits: Float32Array.of(5, -7, 11) })).rejects.toMatchObject({
    code: 'MODEL_UNUSABLE',
  });
});

it('starts no thread for nothing, and may be closed before', async () => {
  await createFolderClassEditor(logger).close();
});
