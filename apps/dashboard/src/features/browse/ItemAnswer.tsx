import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { ScoreBars } from '../../components/ScoreBars.js';
import { useSession } from '../../session/session.js';
import classes from './ItemDrawer.module.css';

const CLASSES = 3;

/** What the model that serves says about a picture of a collection, and whether that is its label. */
export function ItemAnswer({ collection, id, label }: { readonly collection: string; readonly id: string; readonly label: string | null }) {
  const { client } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ['item-answer', collection, id],
    queryFn: async ({ signal }) => {
      const { results, model } = await client.classifyBatch([{ collection, item: id }], { topK: CLASSES, signal });
      return { answer: results[0]!, model };
    },
    staleTime: 60_000,
    retry: false,
  });
  const answer = data?.answer;
  const best = answer && 'predictions' in answer ? answer.predictions[0]?.label : undefined;
  return (
    <section aria-label="What the model says">
      <h3 className={classes['title']}>What the model says</h3>
      {error && <ErrorNotice title="The model could not be asked" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={76} />}
      {answer !== undefined && 'problem' in answer && (
        <Text fz="sm" c="var(--quiet)">
          No answer: {answer.problem.message}
        </Text>
      )}
      {answer !== undefined && 'predictions' in answer && (
        <>
          <ScoreBars
            label="Predicted classes"
            dense
            scores={answer.predictions.map((prediction) => ({ name: prediction.label, value: prediction.probability }))}
          />
          <Text fz="xs" c="var(--quiet)" mt={6}>
            {label === null || best === undefined ? '' : best === label ? 'It agrees with the label. ' : `Its label is ${label}. `}
            {answer.unknown?.isUnknown === true ? 'It looks like none of the classes. ' : ''}
            {data!.model.name} version {data!.model.version}
          </Text>
        </>
      )}
    </section>
  );
}
