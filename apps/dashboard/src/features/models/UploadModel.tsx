import { Button, FileButton } from '@mantine/core';
import type { Model } from '@supcon/sdk';
import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useSession } from '../../session/session.js';

/** Where what comes of an upload is told. */
export interface UploadModelProps {
  readonly onDone: (model: Model) => void;
  readonly onError: (error: unknown) => void;
}

/** Takes in the archive of a model; it serves nobody until it is promoted. */
export function UploadModel({ onDone, onError }: UploadModelProps) {
  const { client } = useSession();
  const queries = useQueryClient();
  const reset = useRef<() => void>(null);
  const upload = useMutation({
    mutationFn: (archive: File) => client.models.upload(archive),
    onMutate: () => onError(undefined),
    onSuccess: async (model) => {
      await queries.invalidateQueries({ queryKey: ['models'] });
      onDone(model);
    },
    onError,
    // The same file may be chosen again.
    onSettled: () => reset.current?.(),
  });
  return (
    <FileButton accept=".tar,application/x-tar" resetRef={reset} onChange={(file) => file && upload.mutate(file)}>
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconUpload size={16} />} loading={upload.isPending}>
          Take in an archive
        </Button>
      )}
    </FileButton>
  );
}
