import { beforeEach, describe, expect, it } from 'vitest';
import type { ClassEditor } from '../src/domain/class-editor.js';
import type { ModelRecord, ModelRegistry } from '../src/domain/model-registry.js';

/** An editor, the registry that shows what it makes, and a model of the classes a, b and c with 3 photos each. */
export interface EditorBench {
  readonly editor: ClassEditor;
  readonly registry: Pick<ModelRegistry, 'list'>;
  readonly model: ModelRecord;
  /** What a model's classifier says of rows. */
  logits(model: ModelRecord, embeddings: Float32Array): Promise<Float32Array>;
}

/** What every ClassEditor must do. */
export function describeClassEditor(name: string, fresh: () => Promise<EditorBench>): void {
  describe(`${name} as a ClassEditor`, () => {
    let bench: EditorBench;
    beforeEach(async () => {
      bench = await fresh();
    });
    const rows = (photos: number, width: number): Float32Array =>
      Float32Array.from({ length: photos * width }, (_, at) => ((at * 7) % 5) - 2);
    /** Unit rows. */
    const add = async (model: ModelRecord, label: string, photos = 2) => {
      const width = model.embeddingSize;
      const embeddings = rows(photos, width);
      for (let row = 0; row < photos; row++) {
        const own = embeddings.subarray(row * width, (row + 1) * width);
        const length = Math.hypot(...own);
        own.forEach((value, at) => (own[at] = value / length));
      }
      return bench.editor.change(model, { add: label, embeddings, logits: await bench.logits(model, embeddings) });
    };
    const listed = async (): Promise<string[]> => (await bench.registry.list()).map(({ name, version }) => `${name}/${version}`).sort();

    it('makes the next version with a class more or fewer, of the same encoder, and leaves the old one', async () => {
      const { editor, model } = bench;
      const more = await add(model, 'd');
      expect(more).toMatchObject({ name: model.name, version: 2, encoderHash: model.encoderHash, labels: ['a', 'b', 'c', 'd'] });
      expect(more.classes).toMatchObject({
        answering: 'ridge',
        photos: [3, 3, 3, 2],
        changed: { of: { name: model.name, version: 1 }, added: ['d'], removed: [] },
      });
      const fewer = await editor.change(more, { remove: 'b' });
      expect(fewer).toMatchObject({ version: 3, labels: ['a', 'c', 'd'], encoderHash: model.encoderHash });
      expect(fewer.classes).toMatchObject({ photos: [3, 3, 2], changed: { of: { version: 1 }, added: ['d'], removed: ['b'] } });
      const last = await editor.change(fewer, { remove: 'd' });
      expect(last.classes!.changed).toMatchObject({ added: [], removed: ['b'] });
      const known = await bench.registry.list();
      expect(known.find(({ version }) => version === 1)).toEqual(model);
      expect(known.find(({ version }) => version === 3)).toEqual(fewer);
      expect(await listed()).toEqual([1, 2, 3, 4].map((version) => `${model.name}/${version}`));
    });

    it('takes the version behind the highest that is there, whichever was changed', async () => {
      const { editor, model } = bench;
      await editor.change(model, { remove: 'a' });
      await editor.change(model, { remove: 'b' });
      expect((await editor.change(model, { remove: 'c' })).version).toBe(4);
    });

    it('refuses what is gone, and makes nothing then', async () => {
      const { editor, model } = bench;
      const before = await listed();
      await expect(editor.change({ ...model, location: `${model.location}-gone` }, { remove: 'a' })).rejects.toMatchObject({
        code: expect.stringMatching(/^MODEL_(NOT_FOUND|UNUSABLE)$/) as string,
      });
      expect(await listed()).toEqual(before);
    });
  });
}
