import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { createReporter } from '../console/reporter.js';
import { TrainError } from '../errors.js';
import { didYouMean } from '../recipe/did-you-mean.js';
import { convertTimm } from '../weights/convert-timm.js';
import { TIMM_ARCHITECTURES, type TimmArchitecture } from '../weights/timm-architectures.js';
import { homeAgain } from './home-option.js';

interface Flags {
  readonly architecture?: string;
  readonly imageSize: number;
  readonly heads?: number;
  readonly config?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `supcon weights convert`. */
export function convertCommand(): Command {
  return new Command('convert')
    .summary('make an ONNX encoder of a ConvNeXt or vision transformer of timm')
    .description(
      'Reads .safetensors as timm saves them (ConvNeXt, ViT, DINOv2), tells the architecture from names and shapes, and writes the encoder without its ' +
        'classifier: pixels [N, S, S, 3] in, features [N, D] out. <out>.preprocessing.json beside it says how pictures become its pixels.',
    )
    .argument('<file>', 'weights of timm: .safetensors, or .pth with the same names')
    .requiredOption('--out <file>', 'the ONNX model')
    .option(
      '--architecture <name>',
      `what the file has to hold (default: what it holds): ${TIMM_ARCHITECTURES.map(({ name }) => name).join(', ')}`,
    )
    .option('--image-size <pixels>', 'side of the pictures; position embeddings are resampled', count, 224)
    .option('--heads <count>', 'attention heads of a transformer that timm has not published', count)
    .option('--config <file>', "timm's config.json, which knows mean, deviation and crop (default: the one beside the weights)")
    .option('--json', 'one event on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon weights convert convnext/model.safetensors --out convnext.onnx')
    .action(async (file: string, { architecture, out, json, ...flags }: Flags, command: Command) => {
      const reporter = createReporter({ json: json === true });
      const converted = await convertTimm({ path: file, out: resolve(out), architecture: findArchitecture(architecture), ...flags });
      const { plan, leftOut, bytes, preprocessing } = converted;
      const { imageSize, embeddingSize } = plan;
      reporter.event({
        time: new Date().toISOString(),
        type: 'weights',
        path: converted.out,
        architecture: converted.architecture,
        imageSize,
        embeddingSize,
        leftOut,
        bytes,
        preprocessing: preprocessing.path,
      });
      reporter.note(`${file} is ${converted.architecture}: ${embeddingSize} features of pictures of ${imageSize} px.`);
      if (leftOut.length > 0) reporter.note(`Left out, as the encoder has no use for it: ${leftOut.join(', ')}`);
      if (plan.kind === 'vision-transformer' && plan.positions.grid * plan.patch !== imageSize)
        reporter.note(
          `Its position embedding was trained at ${plan.positions.grid * plan.patch} px (--image-size) and is resampled to ${imageSize} px, as timm does it.`,
        );
      reporter.note(
        `Preprocessing from ${preprocessing.from}: ${preprocessing.path}\nWritten: ${converted.out} (${(bytes / 1e6).toFixed(1)} MB)`,
      );
      reporter.note(`Next: supcon train --encoder ${converted.out} --preprocessing ${preprocessing.path} --data DIR${homeAgain(command)}`);
    });
}

/** timm's own names may end in the size of the pictures, which says nothing of the architecture. */
function findArchitecture(name: string | undefined): TimmArchitecture | undefined {
  const found = TIMM_ARCHITECTURES.find((architecture) => architecture.name === name?.replace(/_\d{3}$/, ''));
  if (name !== undefined && !found) {
    const names = TIMM_ARCHITECTURES.map((architecture) => architecture.name);
    throw new TrainError(
      'USAGE',
      `--architecture '${name}' is none that is converted.${didYouMean(name, names)} There are: ${names.join(', ')}.`,
    );
  }
  return found;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('wanted a whole number of at least 1.');
  return value;
}
