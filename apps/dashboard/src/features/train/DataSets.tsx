import { Radio, Stack, Text } from '@mantine/core';
import type { DataSet } from '@supcon/sdk';
import { formatNumber } from '../../format/format-number.js';
import classes from './TrainPage.module.css';

/** What can be trained on, and what is chosen of it. */
export interface DataSetsProps {
  readonly sets: readonly DataSet[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}

/** The photos that lie on the server, of which one set is chosen. */
export function DataSets({ sets, chosen, onChoose }: DataSetsProps) {
  return (
    <Radio.Group value={chosen ?? null} onChange={onChoose} label="Photos" labelProps={{ fw: 600 }}>
      <Stack gap="xs" mt={8}>
        {sets.map(({ name, classes: count, photos, problem }) => (
          <Radio.Card key={name} value={name} disabled={problem !== null} className={classes['card']} aria-label={name}>
            <Radio.Indicator disabled={problem !== null} />
            <div className={classes['set']}>
              <Text fz="sm" fw={580}>
                {name}
              </Text>
              <Text fz="xs" c="var(--quiet)" className="numbers">
                {photos !== null && count !== null && `${formatNumber(photos)} photos of ${formatNumber(count)} classes`}
                {problem !== null && `${photos === null ? '' : ': '}${problem}`}
              </Text>
            </div>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}
