/** A line of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\["\\\\n])*)"';
const LINE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)?,?\\})? (\\S+)$`);
const SUFFIXES: Readonly<Record<string, readonly string[]>> = { histogram: ['_bucket', '_sum', '_count'], counter: [''], gauge: [''] };

/** Reads the text format 0.0.4 by its specification alone, and refuses what a strict reader would: samples without a type or apart from it, a series twice, buckets that go
 * down or do not end with all. @throws Error naming the line. */
export function parsePrometheusText(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const series = new Set<string>();
  let family = '';
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue;
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary|untyped)$/.exec(line);
    if (type) {
      if (types.has(type[1]!)) throw new Error(`a second type: ${line}`);
      types.set((family = type[1]!), type[2]!);
      continue;
    }
    const sample = readSample(line);
    const allowed = SUFFIXES[types.get(family) ?? '']?.map((suffix) => family + suffix);
    if (!allowed?.includes(sample.name)) throw new Error(`not of the family '${family}' above it: ${line}`);
    const key = keyOf(sample.name, sample.labels);
    if (series.has(key)) throw new Error(`a series twice: ${line}`);
    series.add(key);
    samples.push(sample);
  }
  for (const [name, type] of types) if (type === 'histogram') checkBuckets(name, samples);
  return samples;
}

/** @returns the value of one series, 0 where it is not there. */
export function valueOf(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string | number>> = {}): number {
  const wanted = keyOf(name, Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, String(value)])));
  return samples.find((sample) => keyOf(sample.name, sample.labels) === wanted)?.value ?? 0;
}

function readSample(line: string): Sample {
  const [, name, labels = '', ...rest] = LINE.exec(line) ?? [];
  const text = rest.at(-1);
  const value = text === '+Inf' ? Infinity : Number(text);
  if (name === undefined || (Number.isNaN(value) && text !== 'NaN')) throw new Error(`not a sample: ${line}`);
  const found = [...labels.matchAll(new RegExp(LABEL, 'g'))].map(([, label, quoted]) => [
    label!,
    quoted!.replace(/\\n/g, '\n').replace(/\\(["\\])/g, '$1'),
  ]);
  return { name, labels: Object.fromEntries(found) as Record<string, string>, value };
}

function checkBuckets(name: string, samples: readonly Sample[]): void {
  const counts = samples.filter((sample) => sample.name === `${name}_count`);
  for (const { labels, value } of counts) {
    const of = (sample: Sample): boolean =>
      sample.name === `${name}_bucket` && keyOf('', { ...sample.labels, le: '' }) === keyOf('', { ...labels, le: '' });
    const buckets = samples
      .filter(of)
      .map((sample) => ({ le: sample.labels['le'] === '+Inf' ? Infinity : Number(sample.labels['le']), count: sample.value }));
    const rises = buckets.every(({ le, count }, at) => at === 0 || (le > buckets[at - 1]!.le && count >= buckets[at - 1]!.count));
    if (!rises || buckets.at(-1)?.le !== Infinity || buckets.at(-1)?.count !== value)
      throw new Error(`buckets of ${name} ${JSON.stringify(labels)} are no histogram`);
  }
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  return `${name} ${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}
