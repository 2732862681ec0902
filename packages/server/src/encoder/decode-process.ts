import { CoreError } from '@supcon/core/errors';
import { decodeUnusualPicture, type DecodedPicture, type DecodeOptions } from '@supcon/core/image';
import { makeThumbnail } from './thumbnail.js';

/** What is asked of a process that decodes. */
export type DecodeJob =
  | { readonly task: 'square'; readonly bytes: Uint8Array; readonly options: DecodeOptions }
  | { readonly task: 'thumbnail'; readonly bytes: Uint8Array; readonly maxPixels: number };

/** What it says: that it is up, what came of a job, or why nothing did. */
export type DecodeReply =
  | { readonly ready: true }
  | { readonly square: DecodedPicture }
  | { readonly thumbnail: Uint8Array }
  | {
      readonly error: { readonly code: string | undefined; readonly message: string; readonly details: Readonly<Record<string, unknown>> };
    };

const say = (reply: DecodeReply): void => void process.send?.(reply);

process.on('message', (job: DecodeJob) => {
  void answer(job).then(say);
});
// Ctrl-C reaches every process of a terminal: the server says when this one ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
// The server is gone. What libvips is at would be waited for.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
say({ ready: true });

async function answer(job: DecodeJob): Promise<DecodeReply> {
  try {
    if (job.task === 'thumbnail') return { thumbnail: await makeThumbnail(job.bytes, job.maxPixels) };
    return { square: await decodeUnusualPicture(job.bytes, job.options) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      error: error instanceof CoreError ? { code: error.code, message, details: error.details } : { code: undefined, message, details: {} },
    };
  }
}
