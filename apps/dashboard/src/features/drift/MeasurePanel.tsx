import { Badge, Text } from '@mantine/core';
import type { DriftMeasure } from '@supcon/sdk';
import type { ReactNode } from 'react';
import { Panel } from '../../components/Panel.js';
import { formatAgo } from '../../format/format-ago.js';
import { useNow } from '../../format/use-now.js';
import { shownVerdict, timesChance } from './verdict.js';

/** One way to look at what came. */
export interface MeasurePanelProps {
  readonly title: string;
  readonly text: string;
  readonly measure: DriftMeasure;
  /** What it is made of. */
  readonly children?: ReactNode;
}

/** What a measure says, why and since when. */
export function MeasurePanel({ title, text, measure, children }: MeasurePanelProps) {
  const now = useNow(60_000);
  const { word, color } = shownVerdict(measure.verdict);
  const times = timesChance(measure);
  return (
    <Panel
      title={title}
      aside={
        <Badge variant="light" color={color}>
          {word}
        </Badge>
      }
    >
      <Text fz="sm" c="var(--quiet)" mb={6}>
        {text}
      </Text>
      <Text fz="sm" mb={6}>
        {measure.why}
      </Text>
      <Text fz="sm" c="var(--quiet)" mb={children ? 'sm' : 0} className="numbers">
        {times !== undefined && `${times.toFixed(1)} times as far as by chance, `}
        since {formatAgo(measure.since, now)}
      </Text>
      {children}
    </Panel>
  );
}
