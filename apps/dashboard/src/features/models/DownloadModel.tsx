import { Button } from '@mantine/core';
import type { Model } from '@supcon/sdk';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useSession } from '../../session/session.js';

/** Saves the archive of a model. A link could carry no key, so the page fetches it. */
export function DownloadModel({ model: { name, version } }: { readonly model: Model }) {
  const { client } = useSession();
  const download = useMutation({
    mutationFn: async () => {
      const archive = await new Response(await client.models.download(name, version)).blob();
      const url = URL.createObjectURL(archive);
      const link = document.createElement('a');
      link.href = url;
      link.download = `${name}-${version}.tar`;
      link.click();
      // The browser has begun to save it by then.
      window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
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
