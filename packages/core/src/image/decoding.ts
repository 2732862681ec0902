/** The way from a picture file to pixels. The same file gives other pixels along another way, so an artifact names its own in `preprocessing.decoding`. */
export interface Decoding {
  readonly name: 'lanczos3';
  /** 1: sharp alone. 2: the usual JPEG through libjpeg-turbo and our own resize in threads, everything else through sharp. They differ by a few levels. */
  readonly version: 1 | 2;
}

/** What is trained with today. */
export const DECODING: Decoding = { name: 'lanczos3', version: 2 };

/** What artifacts were trained with that name no way: it was the only one. */
export const FIRST_DECODING: Decoding = { name: 'lanczos3', version: 1 };

/** The way that belongs to an artifact. @param preprocessing of its manifest. */
export function decodingOf({ decoding }: { readonly decoding?: Decoding | undefined }): Decoding {
  return decoding ?? FIRST_DECODING;
}
