import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ErrorNotice } from './ErrorNotice.js';

/** What is to be confirmed by typing its name. */
export interface TypedConfirmationProps {
  readonly opened: boolean;
  readonly title: string;
  /** What happens, and that it cannot be undone. */
  readonly text: ReactNode;
  /** What has to be typed. */
  readonly name: string;
  /** On the button. */
  readonly action: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** A dialog for what cannot be undone: it is done once its name was typed. */
export function TypedConfirmation({ opened, onClose, title, ...more }: TypedConfirmationProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <Confirmation {...more} onClose={onClose} />}
    </Modal>
  );
}

function Confirmation({ text, name, action, isPending, error, onConfirm, onClose }: Omit<TypedConfirmationProps, 'opened' | 'title'>) {
  const [typed, setTyped] = useState('');
  const right = typed.trim() === name;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (right) onConfirm();
      }}
    >
      <Stack gap="md">
        <Text fz="sm" component="div">
          {text}
        </Text>
        <TextInput
          label={`Type ${name} to confirm`}
          value={typed}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
          autoComplete="off"
          data-autofocus
        />
        {error !== null && error !== undefined && <ErrorNotice title="It was not done" error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Keep
          </Button>
          <Button type="submit" color="red" disabled={!right} loading={isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
