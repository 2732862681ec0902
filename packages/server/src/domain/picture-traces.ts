/** Where else pictures of items, and what was said of items, may be kept: what was told of them, examples of drift, answers for requests that are repeated. */
export interface PictureTraces {
  /** Whether anything is kept at all: looking through pictures can be left out where not. */
  any(): Promise<boolean>;
  /** Forgets a picture. @param original its bytes as they were sent. @param thumbnail the small JPEG. */
  forget(original: Uint8Array | undefined, thumbnail: Uint8Array | undefined): Promise<void>;
  /** Forgets what was answered of items of collections. @param names of the collections, and their aliases. */
  forgetAnswers(names: readonly string[]): Promise<void>;
  /** Afterwards none of their files holds anything of what was forgotten before. */
  scour(): Promise<void>;
}
