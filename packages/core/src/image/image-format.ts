/** Formats that are decoded; everything else is refused before it reaches a decoder. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif';

const SIGNATURES: readonly { readonly format: ImageFormat; readonly matches: (bytes: Uint8Array) => boolean }[] = [
  { format: 'jpeg', matches: (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff]) },
  { format: 'png', matches: (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { format: 'gif', matches: (bytes) => startsWith(bytes, ascii('GIF87a')) || startsWith(bytes, ascii('GIF89a')) },
  { format: 'webp', matches: (bytes) => startsWith(bytes, ascii('RIFF')) && startsWith(bytes.subarray(8), ascii('WEBP')) },
];

/** What the first bytes say, whatever a file is called; undefined for anything that is not decoded here (SVG, PDF, TIFF, text ...). */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  return SIGNATURES.find(({ matches }) => matches(bytes))?.format;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return bytes.length >= prefix.length && prefix.every((value, i) => bytes[i] === value);
}

function ascii(text: string): number[] {
  return Array.from(Buffer.from(text, 'latin1'));
}
