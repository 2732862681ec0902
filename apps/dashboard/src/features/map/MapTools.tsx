import { ActionIcon, Tooltip } from '@mantine/core';
import { IconFocusCentered, IconFrame, IconLasso, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './CollectionMap.module.css';

/** What can be done with the map by a button. */
export interface MapToolsProps {
  readonly lassoing: boolean;
  readonly onLassoing: (on: boolean) => void;
  readonly onZoom: (factor: number) => void;
  readonly onShowAll: () => void;
  readonly onSelectInView: () => void;
}

const FACTOR = 1.6;

/** Buttons at the edge of the map. */
export function MapTools({ lassoing, onLassoing, onZoom, onShowAll, onSelectInView }: MapToolsProps) {
  const tool = (name: string, act: () => void, icon: ReactNode, pressed?: boolean) => (
    <Tooltip label={name} position="left" openDelay={400} withinPortal={false}>
      <ActionIcon variant={pressed === true ? 'filled' : 'default'} size={34} aria-label={name} aria-pressed={pressed} onClick={act}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div className={classes['tools']} role="toolbar" aria-label="Map tools" aria-orientation="vertical">
      {tool('Draw a lasso (l)', () => onLassoing(!lassoing), <IconLasso size={18} />, lassoing)}
      {tool('Select what is in view', onSelectInView, <IconFrame size={18} />)}
      {tool('Closer (+)', () => onZoom(FACTOR), <IconZoomIn size={18} />)}
      {tool('Farther (-)', () => onZoom(1 / FACTOR), <IconZoomOut size={18} />)}
      {tool('Show everything (0)', onShowAll, <IconFocusCentered size={18} />)}
    </div>
  );
}
