import { Button, Skeleton, Text } from '@mantine/core';
import { PermissionDeniedError } from '@supcon/sdk';
import { IconMessageCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import table from '../../components/CardTable.module.css';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { useSession } from '../../session/session.js';

/** Rows at first, and more each time more are asked for. */
const ROWS = 20;

/** What people said pictures really are, and what the model had taken them for. */
export function FeedbackPanel() {
  const { client } = useSession();
  const [shown, setShown] = useState(ROWS);
  const { data, error, refetch } = useQuery({
    queryKey: ['feedback', 'summary'],
    queryFn: ({ signal }) => client.feedback.summary({}, { signal }),
    retry: false,
  });
  if (error instanceof PermissionDeniedError) return null;
  const pairs = data?.pairs.filter(({ label, predicted }) => label !== predicted) ?? [];
  return (
    <Panel title="Feedback">
      {error && <ErrorNotice title="The feedback could not be read" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={160} />}
      {data?.records === 0 && (
        <EmptyState
          icon={<IconMessageCircle size={24} />}
          title="Nobody has told anything yet"
          text="POST /v1/feedback, or feedback.record of the SDK, says what a picture really was. What may be trained with is exported as a data set."
        />
      )}
      {data !== undefined && data.records > 0 && (
        <>
          <Text fz="sm" mb="sm" className="numbers">
            {formatNumber(data.records)} {data.records === 1 ? 'picture was' : 'pictures were'} told of
            {data.compared > 0 &&
              `; of ${formatNumber(data.compared)} with an answer, ${formatPercent(data.right / data.compared)} were right`}
            {`; ${formatNumber(data.pictures)} may be trained with.`}
          </Text>
          {pairs.length > 0 && (
            <table className={table['table']}>
              <caption className="visually-hidden">What was taken for what</caption>
              <thead>
                <tr>
                  <th scope="col">it was</th>
                  <th scope="col">taken for</th>
                  <th scope="col" className={table['number']}>
                    pictures
                  </th>
                </tr>
              </thead>
              <tbody>
                {pairs.slice(0, shown).map(({ label, predicted, records }) => (
                  <tr key={JSON.stringify([label, predicted])}>
                    <td data-label="it was">{label}</td>
                    <td data-label="taken for">{predicted}</td>
                    <td data-label="pictures" className={table['number']}>
                      {formatNumber(records)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {pairs.length > shown && (
            <Button mt="sm" size="compact-sm" variant="light" onClick={() => setShown(shown + ROWS)}>
              Show more of {formatNumber(pairs.length)}
            </Button>
          )}
        </>
      )}
    </Panel>
  );
}
