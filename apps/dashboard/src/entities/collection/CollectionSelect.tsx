import { Select } from '@mantine/core';
import type { ChosenCollection } from './use-chosen-collection.js';

/** Which collection a page is about, to change where there are several. */
export function CollectionSelect({
  choice: { collections, chosen },
  onChange,
}: {
  readonly choice: ChosenCollection;
  readonly onChange: (name: string) => void;
}) {
  if (collections === undefined || collections.length < 2) return null;
  return (
    <Select
      aria-label="Collection"
      w={220}
      searchable
      allowDeselect={false}
      data={collections.map(({ name }) => name)}
      value={chosen?.name ?? null}
      onChange={(name) => name !== null && onChange(name)}
    />
  );
}
