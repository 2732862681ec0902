import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WeightMap } from '@supcon/core';
import { RUN_FILES } from '@supcon/core/run/events';
import { applyLayers } from '../adopt/apply-layers.js';
import { embedPictures } from '../adopt/embed-pictures.js';
import type { DataSet } from '../data/data-set.js';
import { cacheFolder } from '../home.js';
import { adapterLayers, loadBrought } from './brought-run.js';
import { readResult } from './read-result.js';
import type { Run } from './run-folder.js';

/** What embeds the pictures of a run once more. */
export interface RunEmbedder {
  /** D */
  readonly embeddingSize: number;
  /** @returns float32 [N, D], not normalised. */
  embed(indices: readonly number[]): Promise<Float32Array>;
  dispose(): void | Promise<void>;
}

/** The encoder that a run was started with, and the head behind it where the run kept it; most pictures come from the cache of embeddings.
 * @param weights of a checkpoint; none are needed without a head.  @throws TrainError BAD_RUN, BAD_CHECKPOINT. */
export async function embedBrought(run: Run, data: DataSet, home: string, weights: WeightMap): Promise<RunEmbedder> {
  const { recipe, seed } = run.config;
  const result = existsSync(join(run.folder, RUN_FILES.result)) ? await readResult(run.folder, run.config.id) : undefined;
  const encoder = await loadBrought(run);
  const layers = result?.adapter?.kept === true ? adapterLayers(run.config, encoder.features, weights) : [];
  return {
    embeddingSize: layers.at(-1)?.bias.length ?? encoder.features,
    embed: async (indices) => {
      const options = { encoder, data, seed, augment: recipe.augment, cacheFolder: cacheFolder(home) };
      const [embeddings] = await embedPictures([{ indices, view: 0 }], options);
      return applyLayers(layers, embeddings!, encoder.features);
    },
    dispose: () => encoder.model.release(),
  };
}
