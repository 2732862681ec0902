import type Database from 'better-sqlite3';
import { changedFeedback, feedbackCursor, isToldAlready, requireFeedbackLimit, requireFeedbackRoom } from '../../domain/feedback-rules.js';
import type {
  FeedbackBounds,
  FeedbackCounts,
  FeedbackFilter,
  FeedbackPage,
  FeedbackPicture,
  FeedbackQuery,
  FeedbackRecord,
  RecordedFeedback,
  ToldFeedback,
} from '../../domain/feedback-store.js';
import { countFeedbackRows } from './count-feedback-rows.js';
import { ALL_FEEDBACK_MIGRATIONS } from './feedback-migrations/all-feedback-migrations.js';
import { conditionsOf, FEEDBACK_COLUMNS, fromRow, toRow, valuesOf, type FeedbackRow } from './feedback-rows.js';
import { openDatabase, writeTransaction } from './open-database.js';
import { scour } from './scour-database.js';

/** The feedback in one SQLite file; synchronous, so it lives in a worker. Each method is one transaction. */
export class SqliteFeedbackDatabase {
  readonly #database: Database.Database;

  /** @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  constructor(file: string) {
    this.#database = openDatabase(file, ALL_FEEDBACK_MIGRATIONS);
    // What is forgotten is overwritten, and not only marked as free.
    this.#database.pragma('secure_delete = ON');
  }

  record(id: string, told: ToldFeedback, picture: FeedbackPicture | null, bounds: FeedbackBounds, now: string): RecordedFeedback {
    return writeTransaction(this.#database, () => {
      const before = this.get(id);
      const unused = (kept: FeedbackRecord): string | null =>
        [picture, before?.picture].find((each) => each && each.blob !== kept.picture?.blob)?.blob ?? null;
      if (before && isToldAlready(before, told)) return { change: 'unchanged', record: before, unused: unused(before) };
      const record = before
        ? changedFeedback(before, told, picture, now)
        : { ...told, id, picture, createdAt: now, updatedAt: now, earlier: [] };
      const usage = this.#database.prepare<[], FeedbackBounds>('SELECT records, bytes FROM usage').get()!;
      const more = { records: before ? 0 : 1, bytes: (record.picture?.bytes ?? 0) - (before?.picture?.bytes ?? 0) };
      requireFeedbackRoom(usage, more, bounds);
      this.#write(record, before !== undefined);
      return { change: before ? 'changed' : 'created', record, unused: unused(record) };
    });
  }

  get(id: string): FeedbackRecord | undefined {
    const row = this.#database.prepare<[string], FeedbackRow>(`SELECT ${FEEDBACK_COLUMNS} FROM feedback WHERE id = ?`).get(id);
    return row && fromRow(row);
  }

  list({ after, limit, ...filter }: FeedbackQuery): FeedbackPage {
    const values = { ...valuesOf(filter), below: feedbackCursor(after), rows: requireFeedbackLimit(limit) + 1 };
    const conditions = ['number < :below', ...conditionsOf(filter)].join(' AND ');
    const rows = this.#database
      .prepare<unknown[], FeedbackRow>(`SELECT ${FEEDBACK_COLUMNS} FROM feedback WHERE ${conditions} ORDER BY number DESC LIMIT :rows`)
      .all(values);
    const page = rows.slice(0, limit);
    return { records: page.map(fromRow), next: rows.length > page.length ? String(page.at(-1)!.number) : undefined };
  }

  counts(filter: Pick<FeedbackFilter, 'since' | 'until'>, most: number): FeedbackCounts {
    return countFeedbackRows(this.#database, filter, most);
  }

  forget(id: string): FeedbackRecord | undefined {
    const forgotten = writeTransaction(this.#database, () => {
      const record = this.get(id);
      if (record) this.#database.prepare('DELETE FROM feedback WHERE id = ?').run(id);
      return record;
    });
    // What stood in the write-ahead log goes with it, unless somebody reads just now: the next one then takes both.
    if (forgotten) this.#database.pragma('wal_checkpoint(TRUNCATE)');
    return forgotten;
  }

  scour(): void {
    scour(this.#database);
  }

  blobsInUse(blobs: readonly string[]): string[] {
    return this.#database
      .prepare<[string], string>('SELECT blob FROM feedback WHERE blob IN (SELECT value FROM json_each(?))')
      .pluck()
      .all(JSON.stringify(blobs));
  }

  close(): void {
    this.#database.close();
  }

  #write(record: FeedbackRecord, isThere: boolean): void {
    const statement = isThere
      ? `UPDATE feedback SET label = :label, predicted = :predicted, probability = :probability, unknown = :unknown, model_name = :modelName,
           model_version = :modelVersion, may_train = :mayTrain, note = :note, blob = :blob, bytes = :bytes, updated_at = :updatedAt,
           earlier = :earlier WHERE id = :id`
      : `INSERT INTO feedback (id, label, predicted, probability, unknown, model_name, model_version, may_train, note, blob, bytes,
           created_at, updated_at, earlier)
         VALUES (:id, :label, :predicted, :probability, :unknown, :modelName, :modelVersion, :mayTrain, :note, :blob, :bytes,
           :createdAt, :updatedAt, :earlier)`;
    this.#database.prepare(statement).run(toRow(record));
  }
}
