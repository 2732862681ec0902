import { Button, Group, TextInput } from '@mantine/core';
import { useState, type Ref } from 'react';
import classes from './IssueCard.module.css';

/** A label that is not among those that keys pick. */
export interface OtherLabelProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly onLabel: (label: string) => void;
  /** Called where somebody is done with writing, with a label or without. */
  readonly onLeave: () => void;
}

/** A label to write. Escape goes back to the keys. */
export function OtherLabel({ ref, onLabel, onLeave }: OtherLabelProps) {
  const [text, setText] = useState('');
  const label = text.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (label === '') return;
        setText('');
        onLeave();
        onLabel(label);
      }}
    >
      <Group gap="xs" wrap="nowrap">
        <TextInput
          ref={ref}
          size="xs"
          aria-label="Another label"
          placeholder="Another label"
          value={text}
          maxLength={200}
          onChange={({ currentTarget: { value } }) => setText(value)}
          onKeyDown={({ key }) => key === 'Escape' && onLeave()}
          rightSection={<kbd className={classes['key']}>o</kbd>}
          style={{ flex: '0 1 240px' }}
        />
        <Button type="submit" size="xs" variant="default" disabled={label === ''}>
          Set
        </Button>
      </Group>
    </form>
  );
}
