import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { EXPORT_FORMATS, EXPORT_NAMES, exportArtifact, type ExportFormat, type ExportNames } from '../export/export-artifact.js';
import { commandReporter } from './command-reporter.js';

interface Flags {
  readonly artifact: string;
  readonly format: ExportFormat;
  readonly to: string;
  readonly names: ExportNames;
  readonly pixels?: boolean;
  readonly json?: boolean;
}

const HINTS: Readonly<Record<ExportFormat, string>> = {
  safetensors: 'read it with safetensors.torch.load_file, or start a training from it: supcon train --init',
  onnx: 'read it with onnxruntime: InferenceSession.create',
  tfjs: 'read it with TensorFlow.js: tf.loadGraphModel(".../model.json")',
  savedmodel: 'read it with TensorFlow: tf.saved_model.load, or serve it with TensorFlow Serving',
};

/** `supcon export`. */
export function exportCommand(): Command {
  return new Command('export')
    .summary('write an artifact for another program')
    .description(
      'The frozen encoder and its classifier as safetensors (PyTorch), ONNX, TensorFlow.js graph model or TensorFlow SavedModel. All but safetensors take ' +
        'normalised pixels [N, S, S, 3] and answer embedding and logits; labels and preprocessing are written beside.',
    )
    .requiredOption('--artifact <folder>', 'artifacts/<name>/<version>')
    .addOption(new Option('--format <name>', 'of the export').choices(EXPORT_FORMATS).makeOptionMandatory())
    .requiredOption('--to <path>', 'a new file (safetensors, onnx) or folder (tfjs, savedmodel)')
    .addOption(
      new Option('--names <whose>', 'tensor names and layouts of safetensors: our own, or those that torchvision models load')
        .choices(EXPORT_NAMES)
        .default('supcon'),
    )
    .option('--pixels', 'of onnx: take decoded pictures, uint8 [N, H, W, 3] of any size; resizing and normalisation are in the graph')
    .option('--json', 'one event on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  $ supcon export --artifact .supcon/artifacts/pets/1 --format tfjs --to web/model\n' +
        '  $ supcon export --artifact .supcon/artifacts/pets/1 --format onnx --pixels --to pets.onnx\n' +
        '  $ supcon export --artifact .supcon/artifacts/pets/1 --format safetensors --names torchvision --to pets.safetensors',
    )
    .action(async (flags: Flags, command: Command) => {
      const reporter = commandReporter(command);
      const { format, names, pixels = false } = flags;
      const exported = await exportArtifact({ artifact: flags.artifact, format, names, pixels, to: resolve(flags.to) });
      reporter.event({ time: new Date().toISOString(), type: 'export', format, ...exported });
      const bytes = Object.values(exported.files).reduce((sum, size) => sum + size, 0);
      reporter.note(`Written: ${exported.path} (${(bytes / 1e6).toFixed(1)} MB)\n${HINTS[format]}`);
    });
}
