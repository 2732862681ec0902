import { z } from 'zod';

/** The element types of pictures that an encoder in ONNX may take. */
export const ONNX_INPUT_TYPES = ['float32', 'float16', 'uint8'] as const;

/** How an output of tokens [N, T, D] or of a map [N, D, H, W] becomes one embedding [N, D]: not at all because it is one, the first token, or the mean. */
export const ONNX_POOLINGS = ['none', 'cls', 'mean'] as const;

/** An encoder that somebody brought as an ONNX file: there are no weights to train on from, it is used as it is. What a run and a manifest keep of it. */
export const onnxEncoderSchema = z.strictObject({
  kind: z.literal('onnx'),
  /** Name of the file that was brought, without its folder. */
  file: z.string().min(1),
  /** Of its bytes; where its tensors lay in files beside it, of the model with them taken in. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of its own graph: where pictures go in. NCHW is [N, 3, S, S], NHWC is [N, S, S, 3]. */
  input: z.strictObject({ name: z.string(), layout: z.enum(['NCHW', 'NHWC']), type: z.enum(ONNX_INPUT_TYPES) }),
  /** Of its own graph: which output is the embedding. */
  output: z.string(),
  pooling: z.enum(ONNX_POOLINGS),
  /** Side of the square that is cut out of the centre of the picture, inside the graph, in pixels; at most the image size. */
  cropSize: z.int().min(1),
  /** Size of its own embedding, before an adapter. */
  features: z.int().min(1),
  /** The head that was trained on its embeddings; its output is the embedding then. Left out where the encoder answers as it came. */
  adapter: z
    .strictObject({
      kind: z.string(),
      /** Channels behind each dense layer, the last one the embedding's size. */
      layers: z.array(z.int().min(1)).min(1),
    })
    .exactOptional(),
});

/** An encoder that was brought as an ONNX file, as data. */
export type OnnxEncoder = z.output<typeof onnxEncoderSchema>;
