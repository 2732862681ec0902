import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxDescription, OnnxValue } from '@supcon/core';
import type { OnnxEncoder } from '@supcon/core/artifact';
import { TrainError } from '../errors.js';

/** What goes into an encoder, as far as it declares it. */
export interface DeclaredInput {
  readonly name: string;
  readonly type: OnnxEncoder['input']['type'];
  /** Those that are possible, the likelier first. */
  readonly layouts: readonly OnnxEncoder['input']['layout'][];
  /** Side of its pictures in pixels; undefined where it takes any. */
  readonly side: number | undefined;
}

/** Something that an encoder answered to a blank picture. */
export interface AnsweredOutput {
  readonly name: string;
  /** Behind N. */
  readonly dims: readonly number[];
}

/** What came of it. */
export interface TriedEncoder {
  readonly layout: OnnxEncoder['input']['layout'];
  /** Those of floating-point numbers. */
  readonly outputs: readonly AnsweredOutput[];
}

const TYPES: readonly string[] = ['float32', 'float16', 'uint8'];

/** Finds the one input that takes pictures. @throws TrainError BAD_ENCODER_FILE naming what there is instead. */
export function pictureInput(file: string, { inputs }: OnnxDescription): DeclaredInput {
  const [input, ...others] = inputs;
  if (!input || others.length > 0)
    throw bad(
      file,
      `it takes ${inputs.length === 0 ? 'nothing' : inputs.map(describeValue).join(', ')}, and wanted is one input for pictures; export the image encoder alone (of CLIP and SigLIP the vision model)`,
    );
  if (!TYPES.includes(input.type))
    throw bad(file, `its input ${describeValue(input)} takes neither ${TYPES.join(' nor ')}; export it again in float32`);
  const { dims } = input;
  if (dims && dims.length !== 4)
    throw bad(file, `its input ${describeValue(input)} takes no pictures, which have four dimensions: [N, 3, S, S] or [N, S, S, 3]`);
  const layouts = layoutsOf(dims);
  if (layouts.length === 0)
    throw bad(file, `its input ${describeValue(input)} takes no pictures of three channels, [N, 3, S, S] or [N, S, S, 3]`);
  const [height, width] = (layouts[0] === 'NCHW' ? dims?.slice(2) : dims?.slice(1, 3)) ?? [];
  if (height !== undefined && width !== undefined && height !== width)
    throw bad(
      file,
      `its input ${describeValue(input)} takes pictures of ${width} x ${height} pixels, and only squares are cut out here; export it with height equal to width`,
    );
  return { name: input.name, type: input.type as DeclaredInput['type'], layouts, side: height ?? width };
}

function layoutsOf(dims: OnnxValue['dims']): DeclaredInput['layouts'] {
  if (dims === undefined) return ['NCHW', 'NHWC'];
  if (dims[1] === 3) return ['NCHW'];
  if (dims[3] === 3) return ['NHWC'];
  return [...(dims[1] === undefined ? (['NCHW'] as const) : []), ...(dims[3] === undefined ? (['NHWC'] as const) : [])];
}

/** Loads an encoder as it came into ONNX Runtime and gives it blank pictures, two at once and then one, in the layouts that are possible.
 * @param side of the pictures in pixels.  @throws TrainError BAD_ENCODER_FILE with what the runtime says. */
export async function tryEncoder(file: string, model: Uint8Array, input: DeclaredInput, side: number): Promise<TriedEncoder> {
  const session = await openSession(file, model);
  try {
    let refusal: unknown;
    for (const layout of input.layouts)
      for (const count of [2, 1])
        try {
          return { layout, outputs: await answersTo(session, input, layout, count, side) };
        } catch (error) {
          refusal = error;
        }
    throw bad(
      file,
      `it does not take pictures of ${side} x ${side} pixels (${firstLine(refusal)}); give the size that it was made for, such as --preprocessing imagenet@384`,
      refusal,
    );
  } finally {
    await session.release();
  }
}

/** @throws TrainError BAD_ENCODER_FILE with what can be done about a model that ONNX Runtime does not load. */
export async function openSession(file: string, model: Uint8Array): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, { logSeverityLevel: 4 });
  } catch (error) {
    const said = firstLine(error);
    const advice = /IR version|opset/i.test(said)
      ? 'It was written by a newer exporter than this ONNX Runtime reads: export it again with opset 17 (torch.onnx.export(..., opset_version=17))'
      : /No Op registered|not a registered function\/op|Could not find an implementation/i.test(said)
        ? 'It uses an operation that ONNX Runtime does not have on the processor: export it again with standard operators alone, in float32'
        : 'Was it downloaded whole? Otherwise export it again with opset 17';
    throw bad(file, `ONNX Runtime cannot load it: ${said}. ${advice}`, error);
  }
}

async function answersTo(
  session: InferenceSession,
  { name, type }: DeclaredInput,
  layout: OnnxEncoder['input']['layout'],
  count: number,
  side: number,
): Promise<AnsweredOutput[]> {
  const dims = layout === 'NCHW' ? [count, 3, side, side] : [count, side, side, 3];
  const length = count * 3 * side * side;
  const blank =
    type === 'float32'
      ? new Tensor('float32', new Float32Array(length), dims)
      : type === 'uint8'
        ? new Tensor('uint8', new Uint8Array(length), dims)
        : new Tensor('float16', new Uint16Array(length), dims);
  const answers = await session.run({ [name]: blank });
  return Object.entries(answers).flatMap(([output, { type: kind, dims: shape }]) =>
    kind === 'float32' || kind === 'float16' ? [{ name: output, dims: shape.slice(1) }] : [],
  );
}

function describeValue({ name, type, dims }: OnnxValue): string {
  return `${name} (${type}${dims ? ` [${dims.map((size) => size ?? '?').join(', ')}]` : ''})`;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();
}

function bad(file: string, reason: string, cause?: unknown): TrainError {
  return new TrainError('BAD_ENCODER_FILE', `encoder ${file}: ${reason}`, { cause });
}
