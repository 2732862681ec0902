import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UploadedData } from '@supcon/sdk';
import { useRef, useState } from 'react';
import { useSession } from '../../session/session.js';
import { uploadFetch } from '../../session/upload-fetch.js';
import type { GivenPhotos } from './photo-files.js';
import { zipPhotos } from './zip-photos.js';

/** How far photos are that are being sent. */
export type SendingStep =
  | { readonly step: 'packing'; readonly done: number; readonly total: number }
  | { readonly step: 'sending'; readonly sentBytes: number; readonly totalBytes: number; readonly seconds: number }
  | { readonly step: 'unpacking' };

/** Sends photos to the server, packed into one archive where they are a folder.
 * @param onSent told when they are there. */
export function useSendPhotos(onSent: (sent: UploadedData) => void) {
  const { clientOver } = useSession();
  const queries = useQueryClient();
  const [progress, setProgress] = useState<SendingStep>();
  const [isEnded, setEnded] = useState(false);
  const stopping = useRef<AbortController>(undefined);
  const sending = useMutation({
    mutationFn: async ({ name, photos }: { readonly name: string; readonly photos: GivenPhotos }) => {
      const { signal } = (stopping.current = new AbortController());
      setEnded(false);
      const archive =
        photos.kind === 'archive'
          ? photos.archive
          : await zipPhotos(photos.files, (done) => setProgress({ step: 'packing', done, total: photos.files.length }), signal);
      const begun = performance.now();
      const client = clientOver(
        uploadFetch(({ sentBytes, totalBytes }) =>
          setProgress(
            sentBytes < totalBytes
              ? { step: 'sending', sentBytes, totalBytes, seconds: (performance.now() - begun) / 1000 }
              : { step: 'unpacking' },
          ),
        ),
      );
      setProgress({ step: 'sending', sentBytes: 0, totalBytes: archive.size, seconds: 0 });
      return client.data.upload(name, archive, { signal });
    },
    onSuccess: async (sent) => {
      await queries.invalidateQueries({ queryKey: ['data'] });
      onSent(sent);
    },
    onSettled: () => setProgress(undefined),
  });
  return {
    send: sending.mutate,
    cancel: () => {
      setEnded(true);
      stopping.current?.abort();
    },
    isSending: sending.isPending,
    progress,
    sent: sending.data,
    // Who ended it knows.
    error: isEnded ? null : sending.error,
    forget: sending.reset,
  };
}

/** How far it is, in words, and its share; undefined where nobody knows.
 * @param formatBytes @param formatDuration for people. */
export function describeStep(
  progress: SendingStep | undefined,
  formatBytes: (bytes: number) => string,
  formatDuration: (seconds: number) => string,
): { readonly text: string; readonly share: number | undefined } {
  if (progress === undefined) return { text: 'Reading', share: undefined };
  if (progress.step === 'unpacking') return { text: 'The server unpacks and looks at them', share: undefined };
  if (progress.step === 'packing')
    return { text: `Packing ${progress.done} of ${progress.total} photos`, share: progress.done / progress.total };
  const { sentBytes, totalBytes, seconds } = progress;
  const share = totalBytes === 0 ? 0 : sentBytes / totalBytes;
  const left = share > 0 && seconds > 1 ? `, about ${formatDuration((seconds / share) * (1 - share))} left` : '';
  return { text: `Sent ${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}${left}`, share };
}
