import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ForeignEncoderPlan } from '@supcon/core';
import { PREPROCESSING } from '@supcon/core/image';
import { TrainError } from '../errors.js';

/** How pictures become an encoder's pixels, as `preprocessor_config.json` of Hugging Face says it: the short side (or, where `size` has height and width,
 * each side) is resized, the centre cut out, and each colour becomes (value / 255 - mean) / std. */
export interface PicturePreparation {
  readonly do_resize: true;
  readonly size: { readonly shortest_edge: number } | { readonly height: number; readonly width: number };
  /** Pillow's number of the filter: 0 nearest, 1 Lanczos, 2 bilinear, 3 bicubic. */
  readonly resample: number;
  readonly do_center_crop: true;
  readonly crop_size: { readonly height: number; readonly width: number };
  readonly do_rescale: true;
  readonly rescale_factor: number;
  readonly do_normalize: true;
  /** Of pixels in 0..1, RGB. */
  readonly image_mean: readonly number[];
  readonly image_std: readonly number[];
}

const RESAMPLE = { nearest: 0, lanczos: 1, bilinear: 2, bicubic: 3 } as const;

const three = z.tuple([z.number(), z.number(), z.number()]);

const preparationSchema = z.object({
  mean: three,
  std: three,
  /** Share of the resized short side that is cut out. */
  crop_pct: z.number().positive().max(1).default(0.875),
  crop_mode: z.enum(['center', 'squash']).default('center'),
  interpolation: z.literal(Object.keys(RESAMPLE) as (keyof typeof RESAMPLE)[]).default('bicubic'),
});

/** timm's `pretrained_cfg` of a model, as far as pictures go. */
export type TimmPreparation = z.output<typeof preparationSchema>;

/** What makes one feature vector of many: what the exported graphs do. */
const POOLING: Readonly<Record<ForeignEncoderPlan['kind'], string>> = { convnext: 'avg', 'vision-transformer': 'token' };

const configSchema = z.object({ global_pool: z.string().optional(), pretrained_cfg: preparationSchema });

/** What timm's `config.json` beside published weights says of pictures.
 * @throws TrainError NOT_FOUND, BAD_CHECKPOINT naming the field that is missing or not understood, or the pooling that is not the exported one. */
export async function readTimmConfig(path: string, kind: ForeignEncoderPlan['kind']): Promise<TimmPreparation> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new TrainError('NOT_FOUND', `weights: there is no file ${path}`, { cause });
    throw cause;
  });
  const refuse = (why: string): TrainError =>
    new TrainError('BAD_CHECKPOINT', `weights: ${path} is no config.json of timm: ${why}. It needs pretrained_cfg with mean and std.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse('it is not JSON');
  }
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) throw refuse(parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; '));
  const { global_pool: pooling, pretrained_cfg: preparation } = parsed.data;
  if (pooling !== undefined && pooling !== POOLING[kind])
    throw new TrainError(
      'BAD_CHECKPOINT',
      `weights: ${path} pools by '${pooling}' (global_pool), and a ${kind === 'convnext' ? 'ConvNeXt' : 'vision transformer'} is converted with '${POOLING[kind]}' only`,
    );
  return preparation;
}

/** timm's default for an architecture; undefined where its published weights differ among themselves: those of transformers without layer scale were trained on
 * pixels around 0.5 (augreg) or on ImageNet's (DINO, DeiT, MAE). */
export function defaultPreparation(plan: ForeignEncoderPlan): TimmPreparation | undefined {
  const imageNet = {
    mean: [...PREPROCESSING.mean],
    std: [...PREPROCESSING.std],
    crop_mode: 'center',
    interpolation: 'bicubic',
  } satisfies Partial<TimmPreparation>;
  if (plan.kind === 'convnext') return { ...imageNet, crop_pct: 0.875 };
  return plan.patch === 14 && plan.layerScale ? { ...imageNet, crop_pct: 1 } : undefined;
}

/** timm's `create_transform` for evaluation, in Hugging Face's words. */
export function describePreparation(imageSize: number, preparation: TimmPreparation): PicturePreparation {
  const resized = Math.floor(imageSize / preparation.crop_pct);
  return {
    do_resize: true,
    size: preparation.crop_mode === 'squash' ? { height: resized, width: resized } : { shortest_edge: resized },
    resample: RESAMPLE[preparation.interpolation],
    do_center_crop: true,
    crop_size: { height: imageSize, width: imageSize },
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: preparation.mean,
    image_std: preparation.std,
  };
}
