import { z } from 'zod';
import { TrainError } from '../errors.js';
import type { Preprocessing } from '../recipe/preprocessing-schema.js';

const side = z.union([z.int(), z.object({ shortest_edge: z.int() }), z.object({ height: z.int(), width: z.int() })]);
const triple = z.tuple([z.number(), z.number(), z.number()]);

/** The keys of a `preprocessor_config.json` that say something of pixels. */
const configSchema = z.looseObject({
  do_resize: z.boolean().optional(),
  size: side.optional(),
  crop_pct: z.number().positive().max(1).nullish(),
  do_center_crop: z.boolean().optional(),
  crop_size: side.optional(),
  do_rescale: z.boolean().optional(),
  rescale_factor: z.number().positive().optional(),
  do_normalize: z.boolean().optional(),
  image_mean: z.union([triple, z.number()]).optional(),
  image_std: z.union([triple, z.number()]).optional(),
});

/** Steps that are not done here, and what each would be. */
const NOT_DONE: Readonly<Record<string, string>> = {
  do_pad: 'padding',
  do_flip_channel_order: 'BGR pixels',
  do_thumbnail: 'shrinking to a thumbnail',
  do_align_long_axis: 'turning to the long axis',
  do_image_splitting: 'pictures in several parts',
  offset: 'an offset of its own',
};

/** Whether a JSON object is a `preprocessor_config.json` of Hugging Face. */
export function isHuggingFaceConfig(value: object): boolean {
  return ['image_mean', 'do_normalize', 'do_resize', 'image_processor_type', 'feature_extractor_type', 'processor_class'].some(
    (key) => key in value,
  );
}

/** What a `preprocessor_config.json` of Hugging Face means here.
 * @param notes is told what is done in another way than it says.
 * @throws TrainError BAD_PREPROCESSING naming what is not done here. */
export function readHuggingFaceConfig(path: string, value: unknown, notes: (sentence: string) => void): Preprocessing {
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw bad(path, z.prettifyError(parsed.error));
  const config = parsed.data;
  for (const [key, what] of Object.entries(NOT_DONE))
    if (config[key] !== undefined && config[key] !== false && config[key] !== null)
      throw bad(path, `${key} asks for ${what}, which is not done here`);
  if (config.do_resize === false)
    throw bad(
      path,
      'do_resize is false, and pictures are always resized here; give the constants as JSON: {"mean": [...], "std": [...], "size": 224}',
    );
  const factor = config.do_rescale === false ? 1 : (config.rescale_factor ?? 1 / 255);
  const normalised = config.do_normalize !== false;
  if (normalised && (config.image_mean === undefined || config.image_std === undefined))
    throw bad(path, 'it normalises, but does not say image_mean and image_std');
  const three = (values: z.output<typeof triple> | number): z.output<typeof triple> =>
    typeof values === 'number' ? [values, values, values] : values;
  // (pixel · factor - mean) / std, written for pixels in 0..1.
  const scaled = (values: z.output<typeof triple>): z.output<typeof triple> =>
    values.map((value) => value / (255 * factor)) as z.output<typeof triple>;
  const mean = scaled(normalised ? three(config.image_mean!) : [0, 0, 0]);
  const std = scaled(normalised ? three(config.image_std!) : [1, 1, 1]);
  if (std.includes(0)) throw bad(path, 'image_std holds a 0');
  const squeezed = typeof config.size === 'object' && 'height' in config.size;
  const resize = config.size === undefined ? undefined : sideOf(path, 'size', config.size);
  const crop = config.do_center_crop === true && config.crop_size !== undefined ? sideOf(path, 'crop_size', config.crop_size) : undefined;
  if (squeezed)
    notes(
      `${path} squeezes pictures to ${resize} x ${resize} pixels; here the short side is brought to that and the centre square is cut out, in training and in serving alike`,
    );
  const margin = config.crop_pct ?? 1;
  const size = crop ?? resize;
  // ConvNeXt's: the size is that of the square, cut out of something larger.
  const larger = crop === undefined && resize !== undefined && margin < 1 ? Math.floor(resize / margin) : resize;
  if (size !== undefined && larger !== undefined && larger < size)
    throw bad(path, `it cuts ${size} pixels out of ${larger}, which would need padding`);
  return { mean, std, ...(size === undefined ? {} : { size }), ...(larger === undefined ? {} : { resize: larger }) };
}

function sideOf(path: string, key: string, value: z.output<typeof side>): number {
  if (typeof value === 'number') return value;
  if ('shortest_edge' in value) return value.shortest_edge;
  if (value.height !== value.width) throw bad(path, `${key} is ${value.width} x ${value.height}, and only squares are cut out here`);
  return value.height;
}

function bad(path: string, reason: string): TrainError {
  return new TrainError('BAD_PREPROCESSING', `preprocessing ${path}: ${reason}`);
}
