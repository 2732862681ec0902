import { supconQueries } from '@supcon/sdk-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useSession } from '../../session/session.js';

/** Which picture, and how it is shown. */
export interface ThumbnailProps {
  /** Name of the collection. */
  readonly collection: string;
  /** Of the item. */
  readonly id: string;
  readonly alt: string;
  readonly className?: string | undefined;
}

/** A picture of a collection. An `<img>` cannot send an API key, so with one the picture is fetched first. */
export function Thumbnail(props: ThumbnailProps) {
  const { client, apiKey } = useSession();
  if (apiKey !== undefined) return <FetchedThumbnail {...props} />;
  const { collection, id, alt, className } = props;
  return <img src={client.items.thumbnailUrl(collection, id)} alt={alt} className={className} loading="lazy" decoding="async" />;
}

function FetchedThumbnail({ collection, id, alt, className }: ThumbnailProps) {
  const { client } = useSession();
  const { data } = useQuery(supconQueries(client).thumbnail(collection, id));
  const url = useMemo(() => (data === undefined ? undefined : URL.createObjectURL(data)), [data]);
  useEffect(
    () => () => {
      if (url !== undefined) URL.revokeObjectURL(url);
    },
    [url],
  );
  return <img src={url} alt={alt} className={className} decoding="async" />;
}
