import { Autocomplete, Button, Group } from '@mantine/core';
import { ItemChangedError, type Item } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useSession } from '../../session/session.js';
import { itemsKey } from '../../entities/collection/items-key.js';

/** Whose label, and what is known of it. */
export interface LabelEditorProps {
  readonly collection: string;
  readonly item: Item;
  /** The state of the item that was read: another one is not overwritten. */
  readonly tag: string | undefined;
  /** Labels that the collection has. */
  readonly labels: readonly string[];
}

/** Gives a picture another label. What somebody else has changed meanwhile is shown before it is changed again. */
export function LabelEditor({ collection, item, tag, labels }: LabelEditorProps) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [text, setText] = useState(item.label ?? '');
  /** Whether other labels are shown to choose from: not once one is saved, so that Escape closes the picture. */
  const [offered, setOffered] = useState(false);
  const [shown, setShown] = useState(item.version);
  if (shown !== item.version) {
    setShown(item.version);
    setText(item.label ?? '');
  }
  const wanted = text.trim() === '' ? null : text.trim();
  const save = useMutation({
    mutationFn: () => client.items.patch(collection, item.id, { label: wanted }, { ifMatch: tag }),
    onSettled: () => queries.invalidateQueries({ queryKey: itemsKey(collection) }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setOffered(false);
        if (wanted !== item.label) save.mutate();
      }}
    >
      <Group gap="xs" align="end" wrap="nowrap">
        <Autocomplete
          label="Label"
          data={[...labels]}
          value={text}
          onChange={setText}
          limit={20}
          comboboxProps={{ withinPortal: false }}
          dropdownOpened={offered}
          onDropdownOpen={() => setOffered(true)}
          onDropdownClose={() => setOffered(false)}
          maxLength={200}
          style={{ flex: 1 }}
        />
        <Button type="submit" variant="light" loading={save.isPending} disabled={wanted === item.label}>
          Save
        </Button>
      </Group>
      <div role="status" style={{ marginTop: 4, fontSize: '0.8rem', color: 'var(--quiet)', minHeight: '1.2em' }}>
        {save.isSuccess && wanted === item.label && `Saved, version ${item.version}.`}
      </div>
      {save.error && (
        <ErrorNotice
          title={
            save.error instanceof ItemChangedError
              ? 'Somebody has changed it meanwhile: it is shown as it is now'
              : 'The label was not saved'
          }
          error={save.error}
        />
      )}
    </form>
  );
}
