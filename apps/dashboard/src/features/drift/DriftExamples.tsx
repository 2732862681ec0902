import { Button, Text } from '@mantine/core';
import type { Drift, DriftExample } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { Panel } from '../../components/Panel.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { useSession } from '../../session/session.js';
import classes from './DriftPage.module.css';

/** Pictures at first, and more each time more are asked for. */
const SHOWN = 24;

/** The pictures behind an alarm, or how to have some kept. */
export function DriftExamples({ examples }: { readonly examples: Drift['examples'] }) {
  const [shown, setShown] = useState(SHOWN);
  const { pictures, kept, hint } = examples;
  if (pictures.length === 0 && kept > 0) return null;
  return (
    <Panel title="Pictures behind it">
      {pictures.length === 0 && (
        <Text fz="sm" c="var(--quiet)">
          {hint ?? 'None are kept.'}
        </Text>
      )}
      <ul className={classes['examples']} aria-label="Pictures behind it">
        {pictures.slice(0, shown).map((example) => (
          <li key={example.id}>
            <ExamplePicture example={example} />
            <Text fz="xs" mt={4}>
              {example.label}, {formatPercent(example.confidence)}
            </Text>
            <Text fz="xs" c="var(--quiet)">
              {example.measure}
              {example.unknown === true && example.measure !== 'unknown' ? ', unknown' : ''}
            </Text>
          </li>
        ))}
      </ul>
      {pictures.length > shown && (
        <Button mt="sm" size="compact-sm" variant="light" onClick={() => setShown(shown + SHOWN)}>
          Show more of {formatNumber(pictures.length)}
        </Button>
      )}
    </Panel>
  );
}

function ExamplePicture({ example }: { readonly example: DriftExample }) {
  const { client } = useSession();
  const { data } = useQuery({
    queryKey: ['drift-example', example.id],
    queryFn: ({ signal }) => client.drift.example(example.id, { signal }),
    staleTime: Infinity,
    retry: false,
  });
  const url = useMemo(() => (data === undefined ? undefined : URL.createObjectURL(data)), [data]);
  useEffect(
    () => () => {
      if (url !== undefined) URL.revokeObjectURL(url);
    },
    [url],
  );
  return <img className={classes['picture']} src={url} alt={`Taken for ${example.label}`} decoding="async" />;
}
