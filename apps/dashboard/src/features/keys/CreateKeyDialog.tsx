import { Button, Group, Modal, MultiSelect, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import type { Role, ShownKey } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { useCollections } from '../../entities/collection/use-collections.js';
import { useSession } from '../../session/session.js';
import { expiryOf, LIFETIMES } from './expiry.js';

/** What the dialog is asked with. */
export interface CreateKeyDialogProps {
  readonly opened: boolean;
  /** Whether the server takes no key so far: the first one has to be an admin's, or nobody could make another. */
  readonly isFirst: boolean;
  readonly onMade: (made: ShownKey) => void;
  readonly onClose: () => void;
}

const ROLES: readonly { readonly value: Role; readonly says: string }[] = [
  { value: 'reader', says: 'It looks and asks.' },
  { value: 'writer', says: 'It also adds and removes items and gives feedback.' },
  { value: 'admin', says: 'It may do everything, keys included.' },
];

/** Asks for whom a key is to be and what it may do, and makes it. */
export function CreateKeyDialog({ opened, onClose, ...more }: CreateKeyDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="A new key" closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <NewKeyForm {...more} />}
    </Modal>
  );
}

function NewKeyForm({ isFirst, onMade }: Omit<CreateKeyDialogProps, 'opened' | 'onClose'>) {
  const { client } = useSession();
  const queries = useQueryClient();
  const { data: collections } = useCollections();
  const [name, setName] = useState('');
  const [wanted, setRole] = useState<Role>('reader');
  const role = isFirst ? 'admin' : wanted;
  const [only, setOnly] = useState<string[]>([]);
  const [lifetime, setLifetime] = useState('never');
  const [perMinute, setPerMinute] = useState<number | null>(null);
  const make = useMutation({
    mutationFn: () =>
      client.keys.create({
        name: name.trim(),
        role,
        collections: role === 'admin' || only.length === 0 ? null : only,
        expiresAt: expiryOf(lifetime, Date.now()),
        requestsPerMinute: perMinute,
      }),
    onSuccess: async (made) => {
      onMade(made);
      // With the first key this session has ended, and the next reads by itself.
      if (!isFirst) await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          description="Of who uses it: letters, digits, dots and dashes."
          pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}"
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
          required
          autoComplete="off"
          data-autofocus
        />
        {isFirst ? (
          <Text fz="sm">
            The first key has the role admin, and this tab goes on with it. From then on every request needs a key, those of programs that
            ask without one too.
          </Text>
        ) : (
          <div>
            <SegmentedControl aria-label="Role" fullWidth data={ROLES.map(({ value }) => value)} value={role} onChange={setRole} />
            <Text fz="xs" c="var(--quiet)" mt={5}>
              {ROLES.find(({ value }) => value === role)?.says}
            </Text>
          </div>
        )}
        {role !== 'admin' && (
          <MultiSelect
            label="Only these collections"
            placeholder={only.length === 0 ? 'all of them' : ''}
            data={(collections ?? []).map((collection) => collection.name)}
            value={only}
            onChange={setOnly}
            comboboxProps={{ withinPortal: false }}
            clearable
          />
        )}
        <Select
          label="Taken for"
          data={LIFETIMES.map((each) => ({ ...each }))}
          value={lifetime}
          onChange={(value) => value !== null && setLifetime(value)}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
        />
        <NumberInput
          label="Requests a minute, at most"
          placeholder="what the server is set to"
          min={1}
          max={1_000_000}
          allowDecimal={false}
          value={perMinute ?? ''}
          onChange={(value) => setPerMinute(typeof value === 'number' ? value : null)}
        />
        {make.error && <ErrorNotice title="No key was made" error={make.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={make.isPending}>
            Make it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
