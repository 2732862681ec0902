/** What one server takes. Bytes unless said otherwise. */
export interface Limits {
  /** Of a picture's file. */
  readonly uploadBytes: number;
  /** Of all uploads that are held in memory at the same time. */
  readonly uploadBytesTogether: number;
  readonly formFields: number;
  readonly formFieldBytes: number;
  readonly jsonBytes: number;
  readonly metadataBytes: number;
  /** Open event streams. */
  readonly streams: number;
}

export const DEFAULT_LIMITS: Limits = {
  uploadBytes: 20 * 1024 * 1024,
  uploadBytesTogether: 512 * 1024 * 1024,
  formFields: 8,
  formFieldBytes: 16 * 1024,
  jsonBytes: 1024 * 1024,
  metadataBytes: 8 * 1024,
  streams: 64,
};
