import { accuracyBars } from '../report/accuracy-bars.js';
import { answerFigures } from '../report/answer-figures.js';
import { configDifference } from '../report/config-difference.js';
import { curveFigures, type Curves } from '../report/curve-figures.js';
import { embeddingFigures } from '../report/embedding-figures.js';
import type { Figure } from '../report/figure.js';
import { fragment, type Html, page, table } from '../report/html-page.js';
import { inspectRun, type InspectOptions } from '../report/inspect-run.js';
import { neighbourFigure } from '../report/neighbour-figure.js';
import { epochsOf, readRunEvents } from '@supcon/core/run';
import { percent, SELECTION_RULE } from '../report/result-tables.js';
import { figures, section, writePage, type WrittenReport } from '../report/write-page.js';
import { formatDuration } from '../console/format-duration.js';
import { MEASURES, type ComparisonSummary } from './comparison-summary.js';
import { budgetOf } from './fairness.js';
import type { ComparedRun, FinishedComparison } from './run-comparison.js';
import type { Spread } from './seed-summary.js';

/** Writes compare.html and its pictures into the comparison's folder. Embeddings, answers and neighbours are of the first seed of each side.
 * @throws TrainError as `inspectRun`. */
export async function writeComparisonReport(
  finished: FinishedComparison,
  summary: ComparisonSummary,
  options: Omit<InspectOptions, 'run'>,
): Promise<WrittenReport> {
  const { folder, comparison, runs } = finished;
  const bars: Figure = {
    name: 'accuracy-test',
    caption: 'Each seed is an ordinary run: it chose on validation and looked at the test split once.',
    drawing: {
      svg: accuracyBars(
        [
          ...MEASURES.map(([measure, name]) => ({ name, values: summary.sides.map((side) => side[measure].values) })),
          { name: 'raw pixels', values: summary.sides.map((side) => side.rawPixels.values) },
        ],
        summary.sides.map(({ name }) => name),
        'Test accuracy',
      ),
    },
  };
  const curves = curveFigures(
    await Promise.all(runs.toSorted((a, b) => a.side - b.side).map((run) => curvesOf(run, comparison.sides[run.side]!.name))),
    'views',
  );
  const looks: { name: string; maps: Figure[]; answers: Figure[]; neighbours: Figure[] }[] = [];
  for (const [side, { name }] of comparison.sides.entries()) {
    const first = runs.find((run) => run.side === side)!;
    const inspection = await inspectRun({ ...options, run: first.run });
    if (!inspection) continue;
    const prefix = `${side === 0 ? 'a' : 'b'}-`;
    looks.push({
      name,
      maps: embeddingFigures(inspection.test, { labels: inspection.labels, seed: first.seed, run: name, prefix }),
      answers: answerFigures(inspection, name, prefix),
      // The same test pictures for both sides.
      neighbours: [await neighbourFigure(inspection, first.seed, name, prefix)],
    });
  }
  const all = (kind: 'maps' | 'answers' | 'neighbours'): Figure[] => looks.flatMap((look) => look[kind]);
  const firstSeed = fragment`<p>Of the first seed, ${runs[0]!.seed}, on both sides.</p>`;
  const body = [
    fragment`<h1>${summary.sides[0].name} against ${summary.sides[1].name}</h1>
      <p class="lead">On ${comparison.data.name}, comparison <code>${comparison.id}</code></p>
      ${summary.sentences.map((sentence) => fragment`<p class="verdict">${sentence}</p>`)}
      ${comparison.unequal.map((difference) => fragment`<p class="warning">Not equal, and allowed to be: ${difference}</p>`)}`,
    section('Result', await figures([bars]), meanTable(summary), runTable(finished)),
    section('What is equal', fairness(finished), fragment`<p>${SELECTION_RULE}</p>`),
    section('What differs', differenceTable(finished)),
    ...(curves.length > 0 ? [section('Training', await figures(curves))] : []),
    section('Embeddings of the test pictures', firstSeed, await figures(all('maps'))),
    section('Answers', firstSeed, await figures(all('answers'))),
    section('Nearest neighbours', firstSeed, await figures(all('neighbours'))),
  ];
  return writePage(folder, 'compare.html', page(`${summary.sides[0].name} against ${summary.sides[1].name}`, body), [
    bars,
    ...curves,
    ...all('maps'),
    ...all('answers'),
    ...all('neighbours'),
  ]);
}

async function curvesOf({ side, seed, run }: ComparedRun, name: string): Promise<Curves> {
  const { views } = run.config.recipe.stage1;
  return { name: `${name}, seed ${seed}`, epochs: epochsOf(await readRunEvents(run.folder)), colour: side, dashed: seed % 2 === 1, views };
}

function range({ mean, lowest, highest }: Spread, show: (value: number) => string): string {
  return lowest === highest ? show(mean) : `${show(mean)} (${show(lowest)} to ${show(highest)})`;
}

function meanTable({ sides }: ComparisonSummary): Html {
  const count = (value: number): string => Math.round(value).toLocaleString('en');
  return table(
    [
      ['', ...sides.map(({ name }) => name)],
      ['linear classifier, test', ...sides.map(({ linear }) => range(linear, percent))],
      ['5 nearest neighbours, test', ...sides.map(({ knn }) => range(knn, percent))],
      ['linear classifier, validation', ...sides.map(({ validation }) => range(validation, percent))],
      ['raw pixels, test', ...sides.map(({ rawPixels }) => range(rawPixels, percent))],
      ['time of a run', ...sides.map(({ seconds }) => range(seconds, formatDuration))],
      ['images seen in a run', ...sides.map(({ imagesSeen }) => range(imagesSeen, count))],
    ],
    'Mean over seeds (lowest to highest)',
  );
}

function runTable({ comparison, runs }: FinishedComparison): Html {
  return table(
    [
      ['recipe', 'seed', 'linear, test', '5 nearest neighbours, test', 'linear, validation', 'time', 'run'],
      ...runs.map(({ side, seed, result, run }) => [
        comparison.sides[side]!.name,
        seed,
        percent(result.test.linear),
        percent(result.test.knn),
        percent(result.validation.linear),
        formatDuration(result.seconds),
        fragment`<code>${run.config.id}</code>`,
      ]),
    ],
    'Every run',
  );
}

function fairness({ comparison, runs }: FinishedComparison): Html {
  const [a, b] = comparison.sides;
  const { config } = runs[0]!.run;
  const budget = (recipe: typeof a): string =>
    `${recipe!.recipe.stage1.epochs} epochs × ${recipe!.recipe.stage1.views} views = ${budgetOf(recipe!.recipe)} views of each picture`;
  return table([
    ['', a!.name, b!.name],
    ['budget', budget(a), budget(b)],
    [
      'data',
      ...Array.from({ length: 2 }, () => fragment`${config.data.images} pictures, <code>${config.data.fingerprint.slice(0, 16)}</code>`),
    ],
    [
      'split of a seed',
      ...comparison.sides.map(({ recipe }) => `validation ${recipe.split.validation}, test ${recipe.split.test} where the folder has none`),
    ],
    ['computed by', ...[0, 1].map((side) => describeMachine(runs.find((run) => run.side === side)!))],
  ]);
}

function describeMachine({ run }: ComparedRun): string {
  return `${run.config.device}, ${run.config.precision}`;
}

function differenceTable({ comparison }: FinishedComparison): Html {
  const rows = configDifference(comparison.sides.map(({ recipe }) => recipe)).filter(({ setting }) => setting !== 'description');
  if (rows.length === 0) return fragment`<p>Nothing: the recipes are the same.</p>`;
  return table([
    ['setting', ...comparison.sides.map(({ name }) => name)],
    ...rows.map(({ setting, values }) => [fragment`<code>${setting}</code>`, ...values.map((value) => value ?? '')]),
  ]);
}
