/** A picture: a Blob or File, or its bytes (a Node Buffer is a Uint8Array). For a path see `@supcon/sdk/node`. */
export type ImageInput = Blob | ArrayBuffer | Uint8Array;

/** What a Blob is called whose bytes nobody recognises: the server then says what is wrong with them, which no other type would let it. */
const UNRECOGNISED = 'image/x-unrecognised';

/** A Blob whose `type` tells the server that it is a picture. A type that the caller gave is kept; otherwise the first bytes decide. */
export async function imageBlob(image: ImageInput): Promise<Blob> {
  if (image instanceof Blob) {
    if (image.type !== '') return image;
    return new Blob([image], { type: imageType(new Uint8Array(await image.slice(0, 12).arrayBuffer())) });
  }
  const bytes = image instanceof Uint8Array ? image : new Uint8Array(image);
  // A view on shared memory cannot be part of a Blob: copied, like every Blob's bytes.
  return new Blob([new Uint8Array(bytes)], { type: imageType(bytes) });
}

/** Media type by magic bytes. */
function imageType(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('RIFF') && text.slice(8) === 'WEBP') return 'image/webp';
  if (text.startsWith('GIF8')) return 'image/gif';
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'image/tiff';
  if (text.startsWith('BM')) return 'image/bmp';
  if (/^ftypavi[fs]/.test(text.slice(4))) return 'image/avif';
  if (/^ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/.test(text.slice(4))) return 'image/heic';
  return UNRECOGNISED;
}
