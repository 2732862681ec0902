import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DRIFT_MEASURES, type DriftVerdict } from '../../domain/drift-store.js';
import { STAGES, type MeasuredState, type Measures, type Stage } from '../../domain/measures.js';

/** Measures that Prometheus reads. */
export interface PrometheusMeasures {
  readonly measures: Measures;
  readonly contentType: string;
  /** All of them in Prometheus' text format. Who asks while it is made gets the same.
   * @param state how the server stands. @throws what looking at the state threw. */
  read(state: () => Promise<MeasuredState>): Promise<string>;
}

/** Seconds: from a search in memory to a picture that takes as long as it may. */
const STAGE_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Pictures. */
const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

const STAGE_HELP: Readonly<Record<Stage, string>> = {
  decode: 'Decoding of a picture, its wait for a decoder included.',
  queue: 'Wait of a picture for its batch.',
  infer: 'A batch in the encoder.',
  encode: 'A picture in the encoder, its wait for a batch included.',
  search: 'A question to the index of a collection.',
  commit: 'A transaction of the item store, until it is on disk.',
};

/** Counts in memory, for one server: in a registry of its own. Labels have few values: routes of the API description, codes of the catalogue, names of models and collections,
 * whose numbers are limited. */
export function createPrometheusMeasures(): PrometheusMeasures {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'supcon_http_request_duration_seconds',
    help: 'Requests by method, route and class of status, until the last byte of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const inFlight = new Gauge({ name: 'supcon_http_requests_in_flight', help: 'Requests under way.', registers });
  const refused = new Counter({
    name: 'supcon_http_problems_total',
    help: 'Answers that were errors, by their code.',
    labelNames: ['code'],
    registers,
  });
  const stages = Object.fromEntries(
    STAGES.map((stage) => [
      stage,
      new Histogram({ name: `supcon_${stage}_duration_seconds`, help: STAGE_HELP[stage], buckets: STAGE_BUCKETS, registers }),
    ]),
  ) as Record<Stage, Histogram>;
  const batches = new Histogram({ name: 'supcon_batch_pictures', help: 'Pictures of a batch.', buckets: BATCH_BUCKETS, registers });
  const queue = new Gauge({ name: 'supcon_queue_pictures', help: 'Pictures that wait for the encoder.', registers });
  const deaths = new Counter({
    name: 'supcon_worker_deaths_total',
    help: 'Threads that died and were started again.',
    labelNames: ['worker'],
    registers,
  });
  // So that the first death is a change.
  for (const worker of ['encoder', 'index', 'store'] as const) deaths.inc({ worker }, 0);

  const showState = stateGauges(registry);
  let reading: Promise<string> | undefined;
  return {
    measures: {
      took: (stage, seconds) => stages[stage].observe(seconds),
      batch: (pictures) => batches.observe(pictures),
      waiting: (change) => queue.inc(change),
      died: (worker) => deaths.inc({ worker }),
      requestBegan: () => inFlight.inc(),
      requestEnded: ({ method, route, status, code, seconds }) => {
        inFlight.dec();
        requests.observe({ method, route, status }, seconds);
        if (code !== undefined) refused.inc({ code });
      },
    },
    contentType: registry.contentType,
    read: (state) => {
      reading ??= state()
        .then(async (now) => {
          showState(now);
          // The library writes `Nan`, which the format does not know: means of nothing, where somebody asks again at once.
          return (await registry.metrics()).replaceAll(' Nan\n', ' NaN\n');
        })
        .finally(() => (reading = undefined));
      return reading;
    },
  };
}

/** Nothing is said by what cannot be told. */
const GRADES: Readonly<Partial<Record<DriftVerdict, number>>> = { ok: 0, watch: 1, alarm: 2 };

/** @returns what sets them all anew: a collection that is gone is not shown any more. */
function stateGauges(registry: Registry): (state: MeasuredState) => void {
  const registers = [registry];
  const ready = new Gauge({ name: 'supcon_ready', help: '1 where /readyz says ready.', registers });
  const model = new Gauge({ name: 'supcon_model_info', help: 'The model that serves.', labelNames: ['model', 'version'], registers });
  const alias = new Gauge({
    name: 'supcon_alias_info',
    help: 'What aliases stand for.',
    labelNames: ['alias', 'model', 'version'],
    registers,
  });
  const seen = new Gauge({ name: 'supcon_drift_pictures', help: 'Pictures that the model that serves has seen of late.', registers });
  const ofMeasure = (name: string, help: string): Gauge<'measure'> => new Gauge({ name, help, labelNames: ['measure'], registers });
  const verdict = ofMeasure(
    'supcon_drift_verdict',
    '0 as expected, 1 watch, 2 alarm; nothing where there are too few pictures, or no reference.',
  );
  const distance = ofMeasure('supcon_drift_distance', 'How far what came in of late is from what the model was set on.');
  const byChance = ofMeasure('supcon_drift_distance_by_chance', 'How far it would be if nothing had changed.');
  const ofCollection = (name: string, help: string): Gauge<'collection'> =>
    new Gauge({ name, help, labelNames: ['collection'], registers });
  const collectionReady = ofCollection('supcon_collection_ready', '1 where the index of the collection answers.');
  const items = ofCollection('supcon_collection_items', 'Items of the collection.');
  const tombstones = ofCollection('supcon_collection_tombstones', 'Removed vectors that still take room in the index.');
  const missing = ofCollection(
    'supcon_collection_unfound',
    'Items that the last self-check did not find by their own vectors, and could not repair; nothing before the first.',
  );

  return (state) => {
    for (const gauge of [missing, verdict, distance, byChance, model, alias, collectionReady, items, tombstones]) gauge.reset();
    ready.set(Number(state.ready));
    if (state.model) model.set({ model: state.model.name, version: state.model.version }, 1);
    seen.set(state.drift?.pictures ?? 0);
    for (const measure of state.drift ? DRIFT_MEASURES : []) {
      const told = state.drift!.measures[measure];
      const grade = GRADES[told.verdict];
      if (grade !== undefined) verdict.set({ measure }, grade);
      if (told.distance !== null) distance.set({ measure }, told.distance);
      if (told.byChance !== null) byChance.set({ measure }, told.byChance);
    }
    for (const each of state.aliases) alias.set({ alias: each.alias, model: each.model.name, version: each.model.version }, 1);
    for (const each of state.collections) {
      const collection = { collection: each.name };
      collectionReady.set(collection, Number(each.ready));
      items.set(collection, each.items);
      tombstones.set(collection, each.tombstones);
      if (each.check) missing.set(collection, each.check.missing - each.check.repaired);
    }
  };
}
