import type { Artifact } from '@supcon/core/artifact';
import { decodingOf } from '@supcon/core/image';

/** What a graph that takes pictures as they are decoded wants (`withPixelInput`), and where its answers are not the server's to the last digit. */
export function describePixels({ manifest }: Pick<Artifact, 'manifest'>): Record<string, unknown> {
  const { version } = decodingOf(manifest.preprocessing);
  return {
    input: { name: 'pixels', type: 'uint8', shape: ['N', 'H', 'W', 3] },
    wants: 'RGB in sRGB, upright (EXIF orientation applied), transparency on black; any height and width, which a batch shares',
    inside: 'short side to imageSize with antialiased Lanczos (3 lobes, 14-bit fixed point), centre cut out, normalised',
    sameAs:
      version > 1
        ? 'the server, to the bit, for JPEGs of at most 1.5 megapixels and four times as long as wide, given the same decoded pixels (libjpeg-turbo with its fast DCT)'
        : 'no way of the server to the bit: this artifact resizes with sharp (decoding version 1)',
    differs: [
      'other decoders of JPEG round differently, by a few levels of 255',
      'of larger pictures and other formats the server lets sharp decode and resize, which shrinks large JPEGs while it decodes them and rounds differently',
    ],
  };
}
