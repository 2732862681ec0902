import { Skeleton, Stack, Text } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { quickstartCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { useIsAdmin } from '../../entities/job/use-jobs.js';
import { modelId } from '../../entities/model/model-id.js';
import { offeredModel } from '../../entities/model/offered-model.js';
import { servingModel } from '../../entities/model/serving-model.js';
import { useModels } from '../../entities/model/use-models.js';
import { DeleteModel } from './DeleteModel.js';
import { ModelDrawer } from './ModelDrawer.js';
import type { ModelsSearch } from './models-search.js';
import { ModelsTable } from './ModelsTable.js';
import { PromoteDialog } from './PromoteDialog.js';
import { ServingPanel } from './ServingPanel.js';
import { UploadModel } from './UploadModel.js';

const route = getRouteApi('/models');

/** Every model on the server's machine: what was measured of it, and who answers. */
export function ModelsPage() {
  const { data: models, error, refetch } = useModels();
  const mayManage = useIsAdmin() === true;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [uploadError, setUploadError] = useState<unknown>();
  const go = (next: ModelsSearch): void => void navigate({ search: next, resetScroll: false });
  const model = models?.find((each) => modelId(each) === search.model);
  const lost = models !== undefined && search.model !== undefined && model === undefined;
  const asked = mayManage ? search.ask : undefined;
  const serving = servingModel(models ?? []);
  const look = (): void => go(search.model === undefined ? {} : { model: search.model });
  return (
    <>
      <PageHead
        title="Models"
        text="Frozen encoders with what was measured of them, and which one answers."
        aside={mayManage && <UploadModel onDone={(taken) => go({ model: modelId(taken) })} onError={setUploadError} />}
      />
      <Stack>
        {error && <ErrorNotice title="The models could not be read" error={error} onRetry={() => void refetch()} />}
        {uploadError !== undefined && <ErrorNotice title="The archive was not taken in" error={uploadError} />}
        {lost && (
          <Text role="status" fz="sm" c="var(--quiet)">
            There is no model ‘{search.model}’.
          </Text>
        )}
        {models === undefined && !error && <Skeleton h={260} radius="lg" />}
        {models?.length === 0 && (
          <Panel>
            <EmptyState
              icon={<IconBox size={24} />}
              title="No model yet"
              text="A training leaves one; so does an archive of another server."
              command={quickstartCommand()}
            />
          </Panel>
        )}
        {models !== undefined && models.length > 0 && (
          <>
            <ServingPanel
              serving={serving}
              offered={offeredModel(models)}
              mayManage={mayManage}
              onPromote={(offered) => go({ model: modelId(offered), ask: 'promote' })}
            />
            <Panel>
              <ModelsTable models={models} />
            </Panel>
          </>
        )}
      </Stack>
      <ModelDrawer
        model={asked === undefined ? model : undefined}
        models={models ?? []}
        mayManage={mayManage}
        onAsk={(ask) => model && go({ model: modelId(model), ask })}
        onClose={() => go({})}
      />
      <PromoteDialog model={asked === 'promote' ? model : undefined} serving={serving} onClose={look} />
      <DeleteModel model={asked === 'delete' ? model : undefined} onClose={look} onGone={() => go({})} />
    </>
  );
}
