import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normaliseImage, PREPROCESSING } from '@supcon/core/image';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { readPreprocessing, settleSizes } from './read-preprocessing.js';

const fromFile = (value: unknown, notes: string[] = []) =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'preprocessor_config.json');
    await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
    return readPreprocessing(path, (sentence) => notes.push(sentence));
  });

describe('presets', () => {
  it('are the constants that encoders were trained with', async () => {
    expect(await readPreprocessing('imagenet')).toMatchObject(PREPROCESSING);
    const tf = await readPreprocessing('tf');
    const [low, , high] = normaliseImage(Uint8Array.of(0, 127, 255), tf);
    expect([low, high]).toEqual([expect.closeTo(-127 / 128, 6), expect.closeTo(1, 6)]);
    const half = await readPreprocessing('siglip');
    expect([...normaliseImage(Uint8Array.of(0, 0, 255), half)]).toEqual([-1, -1, 1]);
    const raw = await readPreprocessing('raw');
    expect([...normaliseImage(Uint8Array.of(0, 99, 255), raw)]).toEqual([0, expect.closeTo(99, 4), expect.closeTo(255, 4)]);
  });

  it('take a size, and keep their margin', async () => {
    expect(settleSizes(await readPreprocessing('imagenet'), undefined)).toEqual({ cropSize: 224, imageSize: 256 });
    expect(settleSizes(await readPreprocessing('imagenet@518'), undefined)).toEqual({ cropSize: 518, imageSize: 592 });
    expect(settleSizes(await readPreprocessing('clip'), 336)).toEqual({ cropSize: 336, imageSize: 336 });
  });

  it.each(['imagenet@', 'imagenet@big', 'imagenet@4', 'imagenet@9999'])('refuse %s', async (asked) => {
    await expect(readPreprocessing(asked)).rejects.toMatchObject({ code: 'BAD_PREPROCESSING' });
  });

  it('are listed where a name is not known, the closest first', async () => {
    await expect(readPreprocessing('imagnet')).rejects.toMatchObject({
      code: 'BAD_PREPROCESSING',
      message: expect.stringMatching(/imagenet.*clip.*siglip/s) as string,
    });
  });
});

describe('files of our own form', () => {
  it('give constants and sizes', async () => {
    const own = { mean: [0.1, 0.2, 0.3], std: [1, 2, 3], size: 64, resize: 80 };
    expect(await fromFile(own)).toEqual(own);
    expect(settleSizes({ mean: [0, 0, 0], std: [1, 1, 1], size: 64, resize: 80 }, 64)).toEqual({ cropSize: 64, imageSize: 80 });
  });

  it.each([
    ['{', /not JSON/],
    [{ mean: [0, 0, 0] }, /std/],
    [{ mean: [0, 0, 0], std: [1, 1, 0] }, /must not be 0/],
    [{ mean: [0, 0, 0], std: [1, 1, 1], mode: 'bgr' }, /mode/],
  ])('refuse %j', async (value, message) => {
    await expect(fromFile(value)).rejects.toMatchObject({ code: 'BAD_PREPROCESSING', message: expect.stringMatching(message) as string });
  });

  it('refuse sizes that do not go together', () => {
    const constants = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
    const of = (sizes: { size?: number; resize?: number }, declared?: number) => () =>
      settleSizes({ mean: [...constants.mean], std: [...constants.std], ...sizes }, declared);
    expect(of({ size: 224 }, 384)).toThrow(/224 x 224.*only 384 x 384/);
    expect(of({ size: 224, resize: 200 })).toThrow(/short side of 200/);
  });
});

describe('preprocessor_config.json of Hugging Face', () => {
  const imagenet = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };

  it('of DINOv2: short side to 256, the centre 224', async () => {
    const config = {
      ...imagenet,
      crop_size: { height: 224, width: 224 },
      do_center_crop: true,
      do_convert_rgb: true,
      do_normalize: true,
      do_rescale: true,
      do_resize: true,
      image_processor_type: 'BitImageProcessor',
      resample: 3,
      rescale_factor: 0.00392156862745098,
      size: { shortest_edge: 256 },
    };
    const read = await fromFile(config);
    expect(read).toMatchObject({ size: 224, resize: 256 });
    read.mean.forEach((value, at) => expect(value).toBeCloseTo(PREPROCESSING.mean[at]!, 12));
    read.std.forEach((value, at) => expect(value).toBeCloseTo(PREPROCESSING.std[at]!, 12));
  });

  it('of an older CLIP, whose sizes are numbers', async () => {
    const config = {
      crop_size: 224,
      do_center_crop: true,
      do_normalize: true,
      do_resize: true,
      feature_extractor_type: 'CLIPFeatureExtractor',
      ...imagenet,
      size: 224,
    };
    expect(await fromFile(config)).toMatchObject({ size: 224, resize: 224 });
  });

  it('of SigLIP, which squeezes: said, and cut instead', async () => {
    const notes: string[] = [];
    const config = {
      do_normalize: true,
      do_rescale: true,
      do_resize: true,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
      rescale_factor: 1 / 255,
      size: { height: 384, width: 384 },
    };
    expect(await fromFile(config, notes)).toMatchObject({ size: 384, resize: 384, mean: [0.5, 0.5, 0.5] });
    expect(notes).toEqual([expect.stringContaining('squeezes')]);
  });

  it('of ConvNeXt, which cuts 224 out of 256', async () => {
    expect(await fromFile({ ...imagenet, crop_pct: 0.875, do_resize: true, size: { shortest_edge: 224 } })).toMatchObject({
      size: 224,
      resize: 256,
    });
  });

  it('of pixels in 0..255', async () => {
    const config = { do_rescale: false, do_normalize: true, image_mean: [127.5, 127.5, 127.5], image_std: [51, 51, 51], size: 224 };
    const read = await fromFile(config);
    const [low, , high] = normaliseImage(Uint8Array.of(0, 0, 255), read);
    expect([low, high]).toEqual([expect.closeTo(-2.5, 6), expect.closeTo(2.5, 6)]);
    const plain = await fromFile({ do_normalize: false, do_rescale: true, rescale_factor: 1 / 255, size: 224 });
    expect([...normaliseImage(Uint8Array.of(0, 51, 255), plain)]).toEqual([0, expect.closeTo(0.2, 6), 1]);
  });

  it.each([
    [{ ...imagenet, do_pad: true, size: 224 }, /padding/],
    [{ ...imagenet, do_flip_channel_order: true, size: 224 }, /BGR/],
    [{ ...imagenet, do_resize: false }, /do_resize/],
    [{ ...imagenet, size: { height: 224, width: 448 } }, /448 x 224/],
    [{ ...imagenet, do_center_crop: true, crop_size: 256, size: 224 }, /256 pixels out of 224/],
    [{ do_normalize: true, size: 224 }, /image_mean/],
    [{ image_mean: 'grey', do_normalize: true }, /image_mean/],
  ])('refuses %j', async (value, message) => {
    await expect(fromFile(value)).rejects.toMatchObject({ code: 'BAD_PREPROCESSING', message: expect.stringMatching(message) as string });
  });
});
