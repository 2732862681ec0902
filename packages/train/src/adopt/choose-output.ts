import type { OnnxEncoder } from '@supcon/core/artifact';
import { TrainError } from '../errors.js';
import type { BroughtEncoderRequest } from '../recipe/preprocessing-schema.js';
import type { AnsweredOutput } from './try-encoder.js';

/** Which output is the embedding, and what becomes of it. */
export interface ChosenOutput {
  readonly output: AnsweredOutput;
  readonly pooling: OnnxEncoder['pooling'];
  /** D. */
  readonly features: number;
  /** Why this one, where there was a choice; in words. */
  readonly reason?: string;
}

/** Names that exporters give to the one vector of a picture, the best first. */
const VECTOR_NAMES = ['image_embeds', 'pooler_output', 'embedding', 'embeddings', 'image_embedding', 'features', 'pooled'];

/** Takes the output that was asked for; otherwise a vector for each picture, of several the one that is called like an embedding, or else the first; otherwise
 * the only other output there is.
 * @param file for messages.  @throws TrainError USAGE when the output or its pooling has to be named, or what was named is not there. */
export function chooseOutput(
  file: string,
  outputs: readonly AnsweredOutput[],
  layout: OnnxEncoder['input']['layout'],
  { output: asked, pooling }: Pick<BroughtEncoderRequest, 'output' | 'pooling'>,
): ChosenOutput {
  const listed = outputs.map(describe).join(', ');
  if (outputs.length === 0) throw new TrainError('BAD_ENCODER_FILE', `encoder ${file}: none of its outputs is a floating-point number`);
  if (asked !== undefined) {
    const found = outputs.find(({ name }) => name === asked);
    if (!found) throw new TrainError('USAGE', `encoder ${file} has no output '${asked}'; it has ${listed}`);
    return poolOutput(file, found, layout, pooling);
  }
  const vectors = outputs.filter(({ dims }) => isVector(dims));
  const named = VECTOR_NAMES.map((name) => vectors.find((output) => output.name === name)).find((output) => output !== undefined);
  const unnamed = vectors.filter(({ name }) => !/logits|prob|class/i.test(name));
  // Where a pooling is given, it is for an output that has to be pooled.
  const poolable = outputs.filter(({ dims }) => !isVector(dims));
  const chosen = pooling !== undefined && poolable.length > 0 ? poolable[0]! : (named ?? unnamed[0] ?? vectors[0] ?? poolable[0]!);
  const reason =
    outputs.length === 1 ? undefined : `of its outputs ${listed} '${chosen.name}' is taken as the embedding; --output names another`;
  return { ...poolOutput(file, chosen, layout, pooling), ...(reason === undefined ? {} : { reason }) };
}

function poolOutput(
  file: string,
  output: AnsweredOutput,
  layout: OnnxEncoder['input']['layout'],
  pooling: BroughtEncoderRequest['pooling'],
): ChosenOutput {
  const { dims } = output;
  if (isVector(dims)) {
    if (pooling !== undefined)
      throw new TrainError(
        'USAGE',
        `encoder ${file}: output ${describe(output)} is one vector for each picture already, and --pooling is for tokens and maps; leave it out`,
      );
    return { output, pooling: 'none', features: dims.reduce((a, b) => a * b, 1) };
  }
  if (dims.length === 2) {
    if (pooling === undefined)
      throw new TrainError(
        'USAGE',
        `encoder ${file}: output ${describe(output)} has ${dims[0]} tokens for each picture; --pooling cls takes the first of them (DINOv2, ViT), --pooling mean their mean (SigLIP, encoders without a class token)`,
      );
    return { output, pooling, features: dims[1]! };
  }
  if (dims.length === 3) {
    if (pooling === 'cls')
      throw new TrainError('USAGE', `encoder ${file}: output ${describe(output)} is a map, which has no class token; use --pooling mean`);
    return { output, pooling: 'mean', features: layout === 'NCHW' ? dims[0]! : dims[2]! };
  }
  throw new TrainError('BAD_ENCODER_FILE', `encoder ${file}: output ${describe(output)} is no vector, no tokens and no map`);
}

/** Whether all but one of the sizes are 1. */
function isVector(dims: readonly number[]): boolean {
  return dims.length >= 1 && dims.filter((size) => size !== 1).length <= 1;
}

function describe({ name, dims }: AnsweredOutput): string {
  return `${name} [N, ${dims.join(', ')}]`;
}
