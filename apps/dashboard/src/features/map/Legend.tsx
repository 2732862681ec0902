import { ActionIcon, Button, Group, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { useState, type MouseEvent } from 'react';
import { formatNumber } from '../../format/format-number.js';
import type { ColourGroup } from './colouring.js';
import classes from './Legend.module.css';

/** What the colours stand for, and which of them are isolated. */
export interface LegendProps {
  readonly groups: readonly ColourGroup[];
  /** Whether the groups are labels, of the pictures or of the model. */
  readonly areLabels: boolean;
  /** Places of the isolated groups; all are shown where it is empty. */
  readonly only: ReadonlySet<number>;
  readonly onOnly: (only: readonly number[]) => void;
}

/** Rows at first, and more each time more are asked for: a thousand buttons are slow. */
const ROWS = 60;

/** Every group with its colour and count. Pressing one isolates it, with Shift adds it or takes it away; the button behind it does the same as with Shift, for fingers. */
export function Legend({ groups, areLabels, only, onOnly }: LegendProps) {
  const [find, setFind] = useState('');
  const [shown, setShown] = useState(ROWS);
  const wanted = find.trim().toLowerCase();
  const found = groups.map((group, place) => ({ ...group, place })).filter(({ name }) => name.toLowerCase().includes(wanted));
  const toggle = (place: number): void => onOnly(only.has(place) ? [...only].filter((each) => each !== place) : [...only, place]);
  const press = (event: MouseEvent, place: number): void => {
    if (event.shiftKey) toggle(place);
    else onOnly(only.size === 1 && only.has(place) ? [] : [place]);
  };
  return (
    <section aria-label="Legend" className={classes['legend']}>
      <Group justify="space-between" mb={8} gap="xs" wrap="nowrap" mih={26}>
        <Text fz="sm" fw={620}>
          {formatNumber(groups.length)} {areLabels ? 'label' : 'group'}
          {groups.length === 1 ? '' : 's'}
        </Text>
        {only.size > 0 && (
          <Button size="compact-xs" variant="light" onClick={() => onOnly([])}>
            Show all
          </Button>
        )}
      </Group>
      {groups.length > 8 && (
        <TextInput
          size="xs"
          mb={8}
          aria-label="Find a label"
          placeholder="Find a label"
          leftSection={<IconSearch size={14} />}
          value={find}
          onChange={({ currentTarget }) => {
            setFind(currentTarget.value);
            setShown(ROWS);
          }}
        />
      )}
      <ul className={classes['list']} aria-label={areLabels ? 'Labels' : 'Groups'}>
        {found.slice(0, shown).map(({ place, name, count, color }) => {
          const isLit = only.size === 0 || only.has(place);
          return (
            <li key={place} className={classes['row']} data-lit={isLit}>
              <button
                type="button"
                className={classes['group']}
                aria-pressed={only.has(place)}
                title={`${name}: press to see it alone, with Shift to add it`}
                onClick={(event) => press(event, place)}
              >
                <span className={classes['dot']} style={{ background: color }} aria-hidden />
                <span className={classes['name']}>{name}</span>
                <span className={classes['count']}>{formatNumber(count)}</span>
              </button>
              {only.size > 0 && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={24}
                  aria-label={only.has(place) ? `Take ${name} away` : `Add ${name}`}
                  onClick={() => toggle(place)}
                >
                  {only.has(place) ? <IconX size={14} /> : <IconPlus size={14} />}
                </ActionIcon>
              )}
            </li>
          );
        })}
        {found.length > shown && (
          <li>
            <Button size="compact-xs" variant="subtle" onClick={() => setShown(shown + ROWS)}>
              Show more of {formatNumber(found.length)}
            </Button>
          </li>
        )}
        {found.length === 0 && (
          <li>
            <Text fz="sm" c="var(--quiet)">
              No label has that in it.
            </Text>
          </li>
        )}
      </ul>
    </section>
  );
}
