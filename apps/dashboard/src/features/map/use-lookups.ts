import type { ProjectionColumns } from '@supcon/sdk';
import { useMemo } from 'react';

/** From points to items of the collection and back. */
export function useLookups({ ids, label, labels }: Pick<ProjectionColumns, 'ids' | 'label' | 'labels'>) {
  return useMemo(() => {
    let places: ReadonlyMap<string, number> | undefined;
    return {
      itemOf: (at: number) => ({ id: ids[at]!, label: label[at]! < 0 ? null : labels[label[at]!]! }),
      /** The point of an item; undefined where it is not on the map. */
      placeOf: (id: string): number | undefined => (places ??= new Map(ids.map((each, at) => [each, at]))).get(id),
    };
  }, [ids, label, labels]);
}
