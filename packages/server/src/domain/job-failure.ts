/** Why a job failed for good, in the words of another program: its code is of that one's catalogue, and trying again would end the same. */
export class JobFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'JobFailure';
    this.code = code;
  }
}
