import { Select, Skeleton, Text } from '@mantine/core';
import type { Collection, Model } from '@supcon/sdk';
import { IconGridDots } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { quickstartCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { useChosenCollection } from '../../entities/collection/use-chosen-collection.js';
import { servingModel } from '../../entities/model/serving-model.js';
import { useModels } from '../../entities/model/use-models.js';
import { withCell, withOther, type EvaluateSearch } from './evaluate-search.js';
import { EvaluationView } from './EvaluationView.js';
import classes from './EvaluatePage.module.css';

const route = getRouteApi('/evaluate');

/** How right a model is about a collection, beside another one where that is asked for. */
export function EvaluatePage() {
  const models = useModels();
  const search = route.useSearch();
  const { collections, chosen: collection, ...ofCollections } = useChosenCollection(search.collection);
  const navigate = route.useNavigate();
  const change = (next: EvaluateSearch): void => void navigate({ search: next, resetScroll: false });
  const listed = models.data ?? [];
  const model = listed.find((each) => titleOf(each) === search.model) ?? servingModel(listed) ?? listed[0];
  const other = listed.find((each) => titleOf(each) === search.other && each !== model);
  const error = ofCollections.error ?? models.error;
  const wait = !error && (collections === undefined || models.data === undefined);
  return (
    <>
      <PageHead title="Evaluate" text="How right a model is about a collection, down to each picture." />
      {error && (
        <ErrorNotice
          title="The collections and models could not be read"
          error={error}
          onRetry={() => {
            ofCollections.retry();
            void models.refetch();
          }}
        />
      )}
      {wait && <Skeleton h={420} radius="lg" />}
      {!wait && !error && (collection === undefined || model === undefined) && (
        <Panel>
          <EmptyState
            icon={<IconGridDots size={24} />}
            title={collection === undefined ? 'No collection yet' : 'No model yet'}
            text="Training by quickstart freezes a model, and fills a collection with its photos."
            command={quickstartCommand()}
          />
        </Panel>
      )}
      {collection && model && (
        <>
          <Missing search={search} collection={collection} model={model} other={other} />
          <div className={classes['choices']}>
            <Select
              label="Collection"
              searchable
              allowDeselect={false}
              data={collections!.map(({ name }) => name)}
              value={collection.name}
              onChange={(name) => name !== null && change({ ...withCell(search), collection: name })}
            />
            <Select
              label="Model"
              searchable
              allowDeselect={false}
              data={listed.map((each) => ({ value: titleOf(each), label: `${titleOf(each)}${each.active ? ' (serves)' : ''}` }))}
              value={titleOf(model)}
              onChange={(title) => title !== null && change({ ...withCell(withOther(search, undefined)), model: title })}
            />
            <Select
              label="Held against"
              placeholder="No other model"
              searchable
              clearable
              data={listed.filter((each) => each !== model).map(titleOf)}
              value={other ? titleOf(other) : null}
              onChange={(title) => change(withOther(search, title ?? undefined))}
              disabled={listed.length < 2}
            />
          </div>
          <EvaluationView
            key={`${collection.name} ${titleOf(model)}`}
            {...{ collection, search, change }}
            model={titleOf(model)}
            other={other && titleOf(other)}
          />
        </>
      )}
    </>
  );
}

interface MissingProps {
  readonly search: EvaluateSearch;
  readonly collection: Collection;
  readonly model: Model;
  readonly other: Model | undefined;
}

/** What the address names and is not there. */
function Missing({ search, collection, model, other }: MissingProps) {
  const lost = [
    search.collection !== undefined && search.collection !== collection.name
      ? `There is no collection ‘${search.collection}’; this is ${collection.name}.`
      : '',
    search.model !== undefined && search.model !== titleOf(model) ? `There is no model ‘${search.model}’; this is ${titleOf(model)}.` : '',
    search.other !== undefined && other === undefined ? `There is no other model ‘${search.other}’.` : '',
  ].filter((text) => text !== '');
  if (lost.length === 0) return null;
  return (
    <Text role="status" fz="sm" c="var(--quiet)" mb="sm">
      {lost.join(' ')}
    </Text>
  );
}

function titleOf({ name, version }: Pick<Model, 'name' | 'version'>): string {
  return `${name}/${version}`;
}
