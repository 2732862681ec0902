import type Database from 'better-sqlite3';
import {
  DRIFT_MEASURES,
  driftKey,
  type DriftBlock,
  type DriftExample,
  type DriftExampleBounds,
  type DriftMeasure,
  type DriftVerdict,
  type StandingVerdict,
} from '../../domain/drift-store.js';
import type { ModelTarget } from '../../domain/model-registry.js';
import { ALL_DRIFT_MIGRATIONS } from './drift-migrations/all-drift-migrations.js';
import { openDatabase, writeTransaction } from './open-database.js';
import { scour } from './scour-database.js';

/** What models have seen, in one SQLite file; synchronous, so it lives in a worker. Each method is one transaction. */
export class SqliteDriftDatabase {
  readonly #database: Database.Database;

  /** @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  constructor(file: string) {
    this.#database = openDatabase(file, ALL_DRIFT_MIGRATIONS);
    // The power may take the last moments: nobody was told that they are kept.
    this.#database.pragma('synchronous = NORMAL');
    // Pictures that are let go of are overwritten, and not only marked as free.
    this.#database.pragma('secure_delete = ON');
  }

  put(model: ModelTarget, { embeddings, confidence, predicted, ...block }: DriftBlock): void {
    const row = {
      ...{ ...block, model: driftKey(model), embeddings: toBytes(embeddings) },
      ...{ confidence: JSON.stringify(confidence), predicted: JSON.stringify(predicted) },
    };
    this.#write(() =>
      this.#database
        .prepare(
          `INSERT OR REPLACE INTO blocks (id, model, began, ended, pictures, embeddings, confidence, predicted, judged, unknown)
           VALUES (:id, :model, :began, :ended, :pictures, :embeddings, :confidence, :predicted, :judged, :unknown)`,
        )
        .run(row),
    );
  }

  blocks(model: ModelTarget, { pictures, since }: { readonly pictures: number; readonly since: string }): DriftBlock[] {
    const rows = this.#database
      .prepare<unknown[], BlockRow>(
        `SELECT id, began, ended, pictures, embeddings, confidence, predicted, judged, unknown FROM (
           SELECT *, SUM(pictures) OVER newest AS held, ROW_NUMBER() OVER newest AS place FROM blocks WHERE model = :model AND ended >= :since
           WINDOW newest AS (ORDER BY ended DESC, id DESC ROWS UNBOUNDED PRECEDING)
         ) WHERE held <= :pictures OR place = 1 ORDER BY place`,
      )
      .all({ model: driftKey(model), since, pictures });
    return rows.map(({ embeddings, confidence, predicted, ...block }) => ({
      ...block,
      embeddings: fromBytes(embeddings),
      confidence: JSON.parse(confidence) as number[],
      predicted: JSON.parse(predicted) as number[],
    }));
  }

  settle(model: ModelTarget, verdicts: Readonly<Record<DriftMeasure, DriftVerdict>>, now: string): Record<DriftMeasure, StandingVerdict> {
    return this.#write(() => {
      const write = this.#database.prepare(
        `INSERT INTO standing (model, measure, verdict, since) VALUES (:model, :measure, :verdict, :since)
         ON CONFLICT (model, measure) DO UPDATE SET verdict = excluded.verdict, since = excluded.since WHERE verdict <> excluded.verdict`,
      );
      const read = this.#database.prepare<unknown[], StandingVerdict>(
        'SELECT verdict, since FROM standing WHERE model = :model AND measure = :measure',
      );
      const standing = DRIFT_MEASURES.map((measure) => {
        write.run({ model: driftKey(model), measure, verdict: verdicts[measure], since: now });
        return [measure, read.get({ model: driftKey(model), measure })!] as const;
      });
      return Object.fromEntries(standing) as Record<DriftMeasure, StandingVerdict>;
    });
  }

  keepExample(model: ModelTarget, example: DriftExample, jpeg: Uint8Array, { pictures, bytes }: DriftExampleBounds): boolean {
    return this.#write(() => {
      const row = { ...example, unknown: example.unknown === null ? null : Number(example.unknown), model: driftKey(model), jpeg };
      this.#database
        .prepare(
          `INSERT OR REPLACE INTO examples (id, model, measure, drive, seen_at, label, confidence, unknown, bytes, jpeg)
           VALUES (:id, :model, :measure, :drive, :seenAt, :label, :confidence, :unknown, :bytes, :jpeg)`,
        )
        .run(row);
      this.#database
        .prepare(
          `DELETE FROM examples WHERE id IN (
             SELECT id FROM examples WHERE model = :model AND measure = :measure ORDER BY drive DESC, id LIMIT -1 OFFSET :pictures)`,
        )
        .run({ model: row.model, measure: example.measure, pictures });
      this.#database
        .prepare(
          `DELETE FROM examples WHERE id IN (
             SELECT id FROM (SELECT id, SUM(bytes) OVER (ORDER BY seen_at DESC, id ROWS UNBOUNDED PRECEDING) AS held FROM examples) WHERE held > ?)`,
        )
        .run(bytes);
      return this.#database.prepare('SELECT 1 FROM examples WHERE id = ?').get(example.id) !== undefined;
    });
  }

  examples(model: ModelTarget): DriftExample[] {
    return this.#database
      .prepare<[string], Omit<DriftExample, 'unknown'> & { unknown: number | null }>(
        `SELECT id, measure, drive, seen_at AS seenAt, label, confidence, unknown, bytes FROM examples WHERE model = ? ORDER BY drive DESC, id`,
      )
      .all(driftKey(model))
      .map((row) => ({ ...row, unknown: row.unknown === null ? null : row.unknown === 1 }));
  }

  thumbnail(id: string): Uint8Array | undefined {
    const jpeg = this.#database.prepare<[string], Buffer>('SELECT jpeg FROM examples WHERE id = ?').pluck().get(id);
    return jpeg && Uint8Array.from(jpeg);
  }

  forget(before: { readonly blocks: string; readonly examples: string }, model?: ModelTarget): void {
    const values = { ...before, model: model ? driftKey(model) : null };
    const forgotten = this.#write(() => {
      const ofModel = '(:model IS NULL OR model = :model)';
      this.#database.prepare(`DELETE FROM blocks WHERE ended < :blocks AND ${ofModel}`).run({ blocks: values.blocks, model: values.model });
      return this.#database
        .prepare(`DELETE FROM examples WHERE seen_at < :examples AND ${ofModel}`)
        .run({ examples: values.examples, model: values.model }).changes;
    });
    // Pictures that stood in the write-ahead log go with it, unless somebody reads just now: the next one then takes them.
    if (forgotten > 0) this.#database.pragma('wal_checkpoint(TRUNCATE)');
  }

  countExamples(): number {
    return this.#database.prepare<[], number>('SELECT count(*) FROM examples').pluck().get()!;
  }

  forgetExample(jpeg: Uint8Array): number {
    return this.#write(
      () => this.#database.prepare('DELETE FROM examples WHERE bytes = ? AND jpeg = ?').run(jpeg.byteLength, jpeg).changes,
    );
  }

  scour(): void {
    scour(this.#database);
  }

  close(): void {
    this.#database.close();
  }

  #write<T>(action: () => T): T {
    return writeTransaction(this.#database, action);
  }
}

type BlockRow = Omit<DriftBlock, 'embeddings' | 'confidence' | 'predicted'> & {
  readonly embeddings: Buffer;
  readonly confidence: string;
  readonly predicted: string;
};

/** Little-endian float64, whatever the machine. */
function toBytes(sums: Float64Array): Buffer {
  const bytes = Buffer.alloc(sums.length * 8);
  sums.forEach((value, at) => bytes.writeDoubleLE(value, at * 8));
  return bytes;
}

function fromBytes(bytes: Buffer): Float64Array {
  return Float64Array.from({ length: bytes.length / 8 }, (_, at) => bytes.readDoubleLE(at * 8));
}
