import { Group, Select, Skeleton, Text } from '@mantine/core';
import type { Collection, Neighbour, SearchResponse } from '@supcon/sdk';
import type { UseQueryResult } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { PictureTile } from '../../entities/collection/PictureTile.js';
import { NEIGHBOURS, type Timed } from './use-answers.js';
import classes from './AnswerPanel.module.css';

/** The neighbours that were found, and where they were looked for. */
export interface NeighboursPanelProps {
  readonly query: UseQueryResult<Timed<SearchResponse>>;
  readonly collections: readonly Collection[];
  readonly collection: string;
  readonly onCollection: (name: string) => void;
  /** The class that the classifier gives; neighbours of another one are set off. */
  readonly label: string | undefined;
  readonly onPick: (item: Neighbour) => void;
}

/** What looks like the picture, most similar first. */
export function NeighboursPanel({ query, collections, collection, onCollection, label, onPick }: NeighboursPanelProps) {
  const { data, error, refetch } = query;
  return (
    <Panel
      title="What looks like this?"
      aside={
        <Group gap="xs">
          {data !== undefined && (
            <Text fz="xs" c="var(--quiet)" className="numbers">
              {data.answer.exact ? 'every picture compared' : 'HNSW'}, {Math.round(data.ms)} ms
            </Text>
          )}
          {collections.length > 1 && (
            <Select
              size="xs"
              w={150}
              aria-label="Collection"
              data={collections.map(({ name }) => name)}
              value={collection}
              allowDeselect={false}
              onChange={(name) => name !== null && onCollection(name)}
            />
          )}
        </Group>
      }
    >
      {error ? (
        <ErrorNotice title={`The search in ${collection} failed`} error={error} onRetry={() => void refetch()} />
      ) : (
        <ul className={classes['neighbours']} aria-label="Neighbours">
          {data === undefined
            ? Array.from({ length: NEIGHBOURS }, (_, index) => (
                <li key={index} aria-hidden>
                  <Skeleton className={classes['frame'] ?? ''} height="auto" />
                </li>
              ))
            : data.answer.neighbours.map((item) => (
                <li key={item.id}>
                  <PictureTile
                    collection={collection}
                    item={item}
                    action="look for what looks like it"
                    onPress={() => onPick(item)}
                    aside={item.similarity.toFixed(3)}
                    differs={label !== undefined && item.label !== null && item.label !== label}
                  />
                </li>
              ))}
        </ul>
      )}
    </Panel>
  );
}
