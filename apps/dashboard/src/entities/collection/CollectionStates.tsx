import { Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { quickstartCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import type { ChosenCollection } from './use-chosen-collection.js';

/** How a page is called by an icon, and how tall it is before anything is known. */
export interface CollectionStatesProps {
  readonly choice: ChosenCollection;
  readonly icon: ReactNode;
  readonly height: number;
}

/** What a page of a collection shows before there is one: that it waits, could not ask, was asked for one that is not there, or that there is none at all. */
export function CollectionStates({ choice: { collections, chosen, lost, error, retry }, icon, height }: CollectionStatesProps) {
  return (
    <>
      {error && <ErrorNotice title="The collections could not be read" error={error} onRetry={retry} />}
      {collections === undefined && !error && <Skeleton h={height} radius="lg" />}
      {lost !== undefined && (
        <Text role="status" fz="sm" c="var(--quiet)" mb="sm">
          There is no collection ‘{lost}’{chosen ? `; this is ${chosen.name}` : ''}.
        </Text>
      )}
      {collections?.length === 0 && (
        <Panel>
          <EmptyState
            icon={icon}
            title="No collection yet"
            text="Training by quickstart fills one with its photos."
            command={quickstartCommand()}
          />
        </Panel>
      )}
    </>
  );
}
