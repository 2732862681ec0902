import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { isChanged, type LabelChange } from './change-set.js';
import type { PictureSource } from './picture-source.js';
import { useWriteLabels, type WrittenLabels } from './use-write-labels.js';

/** Writes the labels of a change set into the collection that shows its pictures, once that is confirmed. */
export function WriteLabels({ source, changes }: { readonly source: PictureSource; readonly changes: readonly LabelChange[] }) {
  const [asking, setAsking] = useState(false);
  const write = useWriteLabels(source);
  const count = changes.filter((change) => isChanged(change) && change.label !== null).length;
  if (count === 0) return null;
  const labels = count === 1 ? 'the label' : `the ${count} labels`;
  return (
    <div>
      {asking ? (
        <>
          <Text fz="sm" mb={6}>
            Write {labels} into {source.collection}? What was labelled otherwise meanwhile is left as it is.
          </Text>
          <Group gap="xs">
            <Button
              size="compact-sm"
              loading={write.isPending}
              onClick={() => write.mutate(changes, { onSuccess: () => setAsking(false) })}
            >
              Write
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>
              Leave it
            </Button>
          </Group>
        </>
      ) : (
        <Button size="compact-sm" variant="light" onClick={() => setAsking(true)}>
          Write {labels} into {source.collection}
        </Button>
      )}
      {write.error && <ErrorNotice title="Not all was written" error={write.error} />}
      {write.data && !asking && (
        <Text fz="sm" mt={6} role="status">
          {describeWritten(write.data)}
        </Text>
      )}
    </div>
  );
}

function describeWritten({ written, already, changedMeanwhile, missing }: WrittenLabels): string {
  return [
    `${written} written`,
    ...(already > 0 ? [`${already} there already`] : []),
    ...(missing > 0 ? [`${missing} not in the collection`] : []),
    ...(changedMeanwhile.length > 0 ? [`left as they are, labelled otherwise meanwhile: ${changedMeanwhile.join(', ')}`] : []),
  ].join('; ');
}
