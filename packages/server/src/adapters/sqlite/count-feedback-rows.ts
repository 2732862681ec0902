import type Database from 'better-sqlite3';
import type { FeedbackCounts, FeedbackFilter } from '../../domain/feedback-store.js';
import { conditionsOf, valuesOf } from './feedback-rows.js';

const TALLY = 'count(predicted) AS compared, coalesce(sum(predicted = label), 0) AS right';

type Totals = Pick<FeedbackCounts, 'records' | 'compared' | 'right' | 'pictures' | 'bytes'>;
type ModelRow = Omit<FeedbackCounts['models'][number], 'model'> & { readonly name: string | null; readonly version: number | null };

/** Counts of one moment of the database, whatever other processes commit meanwhile. @param most rows of each list. */
export function countFeedbackRows(
  database: Database.Database,
  filter: Pick<FeedbackFilter, 'since' | 'until'>,
  most: number,
): FeedbackCounts {
  const where = ['true', ...conditionsOf(filter)].join(' AND ');
  const values = { ...valuesOf(filter), most };
  const rows = <Row>(statement: string): Row[] => database.prepare<unknown[], Row>(statement).all(values);
  return database
    .transaction((): FeedbackCounts => {
      const [totals] = rows<Totals>(
        `SELECT count(*) AS records, ${TALLY}, count(blob) AS pictures, coalesce(sum(bytes), 0) AS bytes FROM feedback WHERE ${where}`,
      );
      const models = rows<ModelRow>(
        `SELECT model_name AS name, model_version AS version, ${TALLY}, coalesce(sum(unknown), 0) AS unknown FROM feedback
         WHERE ${where} AND predicted IS NOT NULL GROUP BY model_name, model_version
         ORDER BY compared DESC, model_name || '/' || model_version LIMIT :most`,
      );
      return {
        ...totals!,
        labels: rows(
          `SELECT label, count(*) AS records, ${TALLY} FROM feedback WHERE ${where} GROUP BY label ORDER BY records DESC, label LIMIT :most`,
        ),
        pairs: rows(
          `SELECT label, predicted, count(*) AS records FROM feedback WHERE ${where} AND predicted IS NOT NULL GROUP BY label, predicted
           ORDER BY records DESC, label, predicted LIMIT :most`,
        ),
        models: models.map(({ name, version, ...tally }) => ({
          model: name === null || version === null ? null : { name, version },
          ...tally,
        })),
      };
    })
    .deferred();
}
