import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSupcon } from './supcon-context.js';
import { supconQueries } from './supcon-queries.js';

/** The address of the small picture of an item, for the `src` of an image: also where the server wants a key, which an image cannot send.
 * @returns undefined while it is on its way, and where there is none. The address holds until the component goes. */
export function useThumbnail(collection: string, id: string): string | undefined {
  const { data } = useQuery(supconQueries(useSupcon()).thumbnail(collection, id));
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (data === undefined) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => {
      setUrl(undefined);
      URL.revokeObjectURL(made);
    };
  }, [data]);
  return url;
}
