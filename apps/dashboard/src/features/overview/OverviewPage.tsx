import { Skeleton } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import { quickstartCommand, serveModelCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { useCollections } from '../../entities/collection/use-collections.js';
import { offeredModel } from '../../entities/model/offered-model.js';
import { servingModel } from '../../entities/model/serving-model.js';
import { useModels } from '../../entities/model/use-models.js';
import { CollectionsPanel } from './CollectionsPanel.js';
import { ModelPanel } from './ModelPanel.js';
import { NextSteps } from './NextSteps.js';
import { RecentRunsPanel } from './RecentRunsPanel.js';
import classes from './OverviewPage.module.css';

/** What is served, what was trained, what to do next. */
export function OverviewPage() {
  const { data: models, error, refetch } = useModels();
  const { data: collections } = useCollections();
  const serving = servingModel(models ?? []);
  return (
    <>
      <PageHead title="Overview" text="What is this picture, and what looks like it: the encoder that answers, and how it came about." />
      <div className={classes['grid']}>
        <div className={classes['column']}>
          {error && <ErrorNotice title="The models could not be read" error={error} onRetry={() => void refetch()} />}
          {models === undefined && !error && <Skeleton h={320} radius="lg" />}
          {serving && <ModelPanel model={serving} offered={offeredModel(models ?? [])} />}
          {models !== undefined && serving === undefined && (
            <Panel title="Serving model">
              <EmptyState
                icon={<IconBox size={24} />}
                title="No model is loaded"
                text={
                  models.length === 0
                    ? 'A finished training leaves a frozen model, which the server then takes up by itself.'
                    : 'The model that was to serve is gone from this machine; there are others. Let one of them serve.'
                }
                command={models[0] === undefined ? quickstartCommand() : serveModelCommand(models[0].name, models[0].version)}
              />
            </Panel>
          )}
          <RecentRunsPanel />
        </div>
        <div className={classes['column']}>
          <CollectionsPanel />
          <NextSteps collection={collections?.find(({ usable }) => usable)} />
        </div>
      </div>
    </>
  );
}
