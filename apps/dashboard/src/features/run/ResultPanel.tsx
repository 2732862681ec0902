import { Divider, Text } from '@mantine/core';
import type { RunResult } from '@supcon/sdk';
import { SERIES_COLORS } from '../../theme/series-colors.js';
import { Panel } from '../../components/Panel.js';
import { ScoreBars } from '../../components/ScoreBars.js';
import { formatDuration } from '../../format/format-duration.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { classScores } from './class-scores.js';

/** What a finished training measured on pictures that it has never seen. */
export function ResultPanel({
  result,
  classes,
  head,
}: {
  readonly result: RunResult;
  readonly classes: number | undefined;
  /** What the head on an encoder that was brought is worth, where there is one. */
  readonly head: string | undefined;
}) {
  const { test, validation } = result;
  const perClass = classScores(result);
  return (
    <Panel
      title="Test accuracy"
      aside={
        classes !== undefined && (
          <Text fz="xs" c="var(--quiet)">
            guessing: {formatPercent(1 / classes)}
          </Text>
        )
      }
    >
      <ScoreBars
        label="Test accuracy"
        scores={[
          {
            name: 'Linear classifier',
            value: test?.linear,
            note: `${formatPercent(validation?.linear)} on validation`,
            color: SERIES_COLORS.linear,
          },
          {
            name: '5 nearest neighbours',
            value: test?.knn,
            note: `${formatPercent(validation?.knn)} on validation`,
            color: SERIES_COLORS.knn,
          },
          { name: 'Raw pixels', value: test?.rawPixels, note: 'a linear classifier without an encoder', color: SERIES_COLORS.rawPixels },
        ]}
      />
      {head !== undefined && (
        <Text fz="sm" mt="md">
          {head}
        </Text>
      )}
      {perClass.length > 0 && (
        <>
          <Divider my="md" color="var(--line)" />
          <Text fz="sm" fw={600} mb="sm">
            Linear classifier by class, hardest first
          </Text>
          <ScoreBars dense label="Accuracy by class" scores={perClass} />
        </>
      )}
      <Text fz="xs" c="var(--quiet)" mt="md">
        {result.imagesSeen !== undefined && `${formatNumber(result.imagesSeen)} pictures seen`}
        {result.seconds !== undefined && ` in ${formatDuration(result.seconds)}`}
      </Text>
    </Panel>
  );
}
