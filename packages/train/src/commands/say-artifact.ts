import type { Manifest } from '@supcon/core/artifact';
import type { Reporter } from '../console/reporter.js';
import { cacheFolder } from '../home.js';
import { addEightBits } from '../quantize/add-eight-bits.js';
import type { Run } from '../run/run-folder.js';

/** What became of a run. */
export interface Frozen {
  readonly folder: string;
  readonly manifest: Pick<Manifest, 'name' | 'version'>;
}

/** Names the artifact of a run and what to do next. */
export function sayArtifact({ folder, manifest: { name, version } }: Frozen, reporter: Reporter): void {
  reporter.event({ time: new Date().toISOString(), type: 'artifact', artifact: folder, name, version });
  reporter.note(`Artifact: ${folder}\nNext: supcon evaluate --artifact ${folder} --data DIR`);
}

/** Adds the artifact that computes in 8 bits to one that a run left, where that costs little and is faster, and names it: the last one that is named is the one to serve.
 * What goes wrong is said and no more: the artifact in float32 stands. */
export async function sayEightBits(
  { config }: Run,
  { folder, manifest }: Frozen,
  { home, reporter }: { readonly home: string; readonly reporter: Reporter },
): Promise<void> {
  // What came as an ONNX file is quantized with the tools of whoever made it.
  if (config.brought) return;
  // What there is to say about the pictures was said in training.
  const quiet: Reporter = { ...reporter, note: () => undefined };
  const title = `${manifest.name}/${manifest.version} in 8 bits`;
  try {
    const data = { data: config.data.root, skipBad: config.skipBad, cacheFolder: cacheFolder(home) };
    const made = await addEightBits({ artifact: folder, ...data, reporter: quiet });
    if ('reason' in made) {
      reporter.note(`${title}: not kept, ${made.reason}.`);
      return;
    }
    const { folder: quantizedFolder, manifest: quantized, milliseconds } = made.quantized;
    const { validation } = quantized.quantization!;
    reporter.event({
      time: new Date().toISOString(),
      type: 'artifact',
      artifact: quantizedFolder,
      name: quantized.name,
      version: quantized.version,
      quantization: quantized.quantization,
      milliseconds,
    });
    reporter.note(
      `${title}: ${quantizedFolder}, the one to serve: ${(milliseconds.float32 / milliseconds.int8).toFixed(1)} times as fast here (${milliseconds.int8.toFixed(2)} ms a picture), the same class for ${(100 * validation.agreement).toFixed(1)} % of ${validation.images} validation pictures.`,
    );
  } catch (error) {
    reporter.note(
      `Warning: ${title} could not be made (${error instanceof Error ? error.message : String(error)}); the artifact in float32 stands. Later: supcon quantize --artifact ${folder} --data ${config.data.root}`,
    );
  }
}
