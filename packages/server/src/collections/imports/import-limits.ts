/** How much an import may bring. */
export interface ImportLimits {
  /** Of one part of an upload: the lines, or the matrix. */
  readonly importBytes: number;
  /** Lines that say something. */
  readonly importLines: number;
}

/** 4 GiB: a million vectors of 1,024 numbers. */
export const DEFAULT_IMPORT_LIMITS: ImportLimits = { importBytes: 4 * 1024 ** 3, importLines: 1_000_000 };

/** Beside a picture in base64: metadata, label, names. */
const BESIDE_A_PICTURE = 64 * 1024;
/** A vector of 16,384 numbers in decimal. */
const LEAST = 512 * 1024;

/** Bytes of one line: a picture as large as one may be sent, in base64, with what belongs to it. @param uploadBytes of a picture. */
export function longestLine(uploadBytes: number): number {
  return Math.max(LEAST, 4 * Math.ceil(uploadBytes / 3) + BESIDE_A_PICTURE);
}
