import { join } from 'node:path';
import { epochsOf, readRunEvents, readRunFolder, RUN_FILES, type RunFolderContent, type RunResult } from '@supcon/core/run';
import { readResult } from '../run/read-result.js';
import { answerFigures } from './answer-figures.js';
import { curveFigures } from './curve-figures.js';
import { embeddingFigures } from './embedding-figures.js';
import { fragment, type Html, page } from './html-page.js';
import { inspectRun, type InspectOptions } from './inspect-run.js';
import { neighbourFigure } from './neighbour-figure.js';
import { accuracyTable, countTable, factTable, perClassTable, SELECTION_RULE, settingsTable } from './result-tables.js';
import { selectionTable } from './selection-table.js';
import { figures, section, writePage, type WrittenReport } from './write-page.js';

/** Writes `runs/<id>/report/`: report.html, which needs nothing beside itself, and every picture as PNG (drawings as SVG too). A run that has
 * not finished gets what there is to show.
 * @throws TrainError BAD_RUN, BAD_CHECKPOINT; NOT_FOUND when the pictures are gone. */
export async function writeRunReport(options: InspectOptions): Promise<WrittenReport> {
  const { run, reporter } = options;
  const { config, folder } = run;
  const result = await readResult(folder, config.id).catch(() => undefined);
  const events = await readRunEvents(folder);
  const epochs = epochsOf(events);
  const selection = events.findLast((event) => event.type === 'selection');
  const error = (await readRunFolder(folder, Date.now()))?.error;
  const inspection = await inspectRun(options);
  const curves = curveFigures([{ name: config.recipeName, epochs, colour: 0 }]);
  reporter.note('Drawing');
  const maps = inspection ? embeddingFigures(inspection.test, { labels: inspection.labels, seed: config.seed }) : [];
  const answers = inspection ? answerFigures(inspection) : [];
  const neighbours = inspection ? [await neighbourFigure(inspection, config.seed)] : [];
  const body = [
    fragment`<h1>${config.recipeName} on ${config.data.name}</h1>
      <p class="lead">Run <code>${config.id}</code></p>
      ${verdict(result, error)}`,
    ...(result ? [section('Accuracy', accuracyTable(result))] : []),
    ...(selection ? [section('Side by side', selectionTable(selection))] : []),
    section('What was done', factTable(config, result), fragment`<p>${SELECTION_RULE}</p>`),
    ...(curves.length > 0 ? [section('Training', await figures(curves))] : []),
    ...(maps.length > 0 ? [section('Embeddings of the test pictures', await figures(maps))] : []),
    ...(answers.length > 0 ? [section('Answers', await figures(answers), ...(result ? [perClassTable(result, inspection)] : []))] : []),
    ...(neighbours.length > 0 ? [section('Nearest neighbours', await figures(neighbours))] : []),
    ...(inspection
      ? [section('Data', countTable(inspection), ...inspection.warnings.map((warning) => fragment`<p class="warning">${warning}</p>`))]
      : []),
    section('Settings', settingsTable(config.recipe)),
  ];
  return writePage(join(folder, RUN_FILES.report), 'report.html', page(`${config.recipeName} on ${config.data.name}`, body), [
    ...curves,
    ...maps,
    ...answers,
    ...neighbours,
  ]);
}

function verdict(result: RunResult | undefined, error: RunFolderContent['error']): Html {
  if (error)
    return fragment`<p class="warning">This run failed (<code>${error.code}</code>): ${error.message} What follows is how far it came.</p>`;
  if (!result) return fragment`<p class="warning">This run has not finished: what follows is how far it is.</p>`;
  const right = (100 * result.test.linear).toFixed(1);
  return fragment`<p class="verdict">
    The linear classifier is right about <strong>${right} %</strong> of the test pictures, one run with one seed.
    <code>supcon compare</code> says how much of a difference is chance.
  </p>`;
}
