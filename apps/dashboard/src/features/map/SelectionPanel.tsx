import { Button, Group, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Panel } from '../../components/Panel.js';
import { PictureTile } from '../../entities/collection/PictureTile.js';
import { formatNumber } from '../../format/format-number.js';
import { browseLink } from './ChosenPoint.js';
import classes from './SelectionPanel.module.css';

/** What the lasso encloses. */
export interface SelectionPanelProps {
  readonly collection: string;
  /** Points, in the order of the collection. */
  readonly selected: Uint32Array;
  readonly itemOf: (at: number) => { readonly id: string; readonly label: string | null };
  /** The pointer or the focus is on the picture of a point. */
  readonly onLook: (at: number | undefined) => void;
  readonly onClear: () => void;
}

/** Pictures at first, and more each time more are asked for. */
const PAGE = 48;

/** The pictures that the lasso encloses; each shows where it is on the map, and leads to itself. */
export function SelectionPanel({ collection, selected, itemOf, onLook, onClear }: SelectionPanelProps) {
  const navigate = useNavigate();
  const [shown, setShown] = useState(PAGE);
  return (
    <Panel
      title={`${formatNumber(selected.length)} selected`}
      aside={
        <Button size="compact-sm" variant="default" onClick={onClear}>
          Clear
        </Button>
      }
    >
      {selected.length === 0 && (
        <Text fz="sm" c="var(--quiet)">
          No point in its colour lies within the line.
        </Text>
      )}
      <ul className={classes['tiles']} aria-label="Selected pictures">
        {Array.from(selected.subarray(0, shown), (at) => {
          const item = itemOf(at);
          return (
            <li
              key={item.id}
              data-id={item.id}
              onPointerEnter={() => onLook(at)}
              onPointerLeave={() => onLook(undefined)}
              onFocus={() => onLook(at)}
              onBlur={() => onLook(undefined)}
            >
              <PictureTile
                collection={collection}
                item={item}
                action="look at it closely"
                onPress={() => void navigate(browseLink(collection, item.id))}
              />
            </li>
          );
        })}
      </ul>
      {selected.length > shown && (
        <Group justify="center" mt="md">
          <Button variant="light" onClick={() => setShown(shown + PAGE)}>
            Show {Math.min(PAGE, selected.length - shown)} more of {formatNumber(selected.length)}
          </Button>
        </Group>
      )}
    </Panel>
  );
}
