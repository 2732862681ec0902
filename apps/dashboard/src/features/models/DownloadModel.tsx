import { Button } from '@mantine/core';
import type { Model } from '@supcon/sdk';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { saveFile } from '../../components/save-file.js';
import { useSession } from '../../session/session.js';

/** Saves the archive of a model. A link could carry no key, so the page fetches it. */
export function DownloadModel({ model: { name, version } }: { readonly model: Model }) {
  const { client } = useSession();
  const download = useMutation({
    mutationFn: async () => {
      const archive = await new Response(await client.models.download(name, version)).blob();
      saveFile(`${name}-${version}.tar`, archive);
    },
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={16} />}
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        Download
      </Button>
      {download.error && <ErrorNotice title="It could not be downloaded" error={download.error} />}
    </>
  );
}
