import { z } from 'zod';

const triple = z.tuple([z.number(), z.number(), z.number()]);

/** How the pictures of an encoder that was brought are made ready, as data: each channel becomes (pixel / 255 - mean) / std. */
export const preprocessingSchema = z.strictObject({
  mean: triple.describe('Channel means of pixels in 0..1, RGB.'),
  std: triple
    .refine((values) => values.every((value) => value !== 0), 'must not be 0')
    .describe('Channel standard deviations of pixels in 0..1, RGB.'),
  size: z
    .int()
    .min(8)
    .max(1024)
    .optional()
    .describe('Side of the square that the encoder sees, in pixels. Default what the encoder declares, or 224.'),
  resize: z
    .int()
    .min(8)
    .max(1024)
    .optional()
    .describe('What the short side of a picture is brought to before the square is cut out of the centre, in pixels. Default size.'),
});

/** Constants and sizes, as somebody wrote them. */
export type Preprocessing = z.output<typeof preprocessingSchema>;

/** An encoder that is brought as an ONNX file, as a recipe names it; everything can be given on the command line instead. */
export const broughtEncoderSchema = z.strictObject({
  kind: z.literal('onnx'),
  file: z.string().min(1).optional().describe('Path of the .onnx file.'),
  preprocessing: z
    .union([z.string().min(1), preprocessingSchema])
    .optional()
    .describe('A preset, a preset with a size (imagenet@384), the path of a JSON file, or the constants themselves.'),
  output: z.string().min(1).optional().describe('Which of its outputs is the embedding. Default by rule.'),
  pooling: z
    .enum(['cls', 'mean'])
    .optional()
    .describe('How tokens become one embedding: the first of them, or their mean; mean for a map of features.'),
});

/** What was asked for of an encoder that is brought. */
export type BroughtEncoderRequest = z.output<typeof broughtEncoderSchema>;
