import { Button, Checkbox, Group, Modal, Select, Stack, Text } from '@mantine/core';
import type { Collection } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { JOBS_KEY } from '../../entities/job/use-jobs.js';
import { modelId } from '../../entities/model/model-id.js';
import { servingModel } from '../../entities/model/serving-model.js';
import { useModels } from '../../entities/model/use-models.js';
import { formatNumber } from '../../format/format-number.js';
import { useSession } from '../../session/session.js';
import type { AskedCollection } from './CopyDialog.js';

/** Asks which model is to compute the vectors of a collection anew, and plans it. */
export function ReembedDialog({ collection, onClose }: AskedCollection) {
  return (
    <Modal
      opened={collection !== undefined}
      onClose={onClose}
      title={`Re-embed ${collection?.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {collection && <Reembed key={collection.name} collection={collection} onClose={onClose} />}
    </Modal>
  );
}

function Reembed({ collection: { name, items, model: bound }, onClose }: AskedCollection & { readonly collection: Collection }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const { data: models } = useModels();
  const others = (models ?? []).filter((model) => modelId(model) !== modelId(bound));
  const serving = servingModel(others);
  const [picked, setPicked] = useState<string | null>(null);
  const [dropLost, setDropLost] = useState(false);
  const model = picked ?? (serving ? modelId(serving) : null);
  const reembed = useMutation({
    mutationFn: (wanted: string) => client.collections.reembed(name, { model: wanted, dropLost }),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: JOBS_KEY }),
  });
  if (models !== undefined && others.length === 0)
    return <Text fz="sm">There is no other model: its vectors come from {modelId(bound)}, the only one.</Text>;
  return (
    <Stack>
      <Text fz="sm">
        The vectors of {formatNumber(items)} pictures are of {modelId(bound)}. New ones are computed beside them, in the background, and
        take their place in one step; searches go on meanwhile.
      </Text>
      <Select
        label="With the model"
        data={others.map((other) => ({ value: modelId(other), label: `${modelId(other)}${other.active ? ', which serves' : ''}` }))}
        value={model}
        onChange={setPicked}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
      />
      <Checkbox
        label="Leave out items whose picture cannot be read any more, instead of changing nothing"
        checked={dropLost}
        onChange={({ currentTarget: { checked } }) => setDropLost(checked)}
      />
      {reembed.error && <ErrorNotice title="It stays as it is" error={reembed.error} />}
      <Group justify="flex-end">
        <Button disabled={model === null} loading={reembed.isPending} onClick={() => model !== null && reembed.mutate(model)}>
          Re-embed
        </Button>
      </Group>
    </Stack>
  );
}
