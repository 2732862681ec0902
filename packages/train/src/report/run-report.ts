import { join } from 'node:path';
import { writeFileAtomic } from '@supcon/core/artifact';
import { readResult, type RunResult } from '../run/result.js';
import { answerFigures } from './answer-figures.js';
import { curveFigures } from './curve-figures.js';
import { embeddingFigures } from './embedding-figures.js';
import { figureFiles, figureHtml, type Figure } from './figure.js';
import { html, page, type Html } from './html-page.js';
import { inspectRun, type InspectOptions } from './inspect-run.js';
import { neighbourFigure } from './neighbour-figure.js';
import { epochsOf, readEvents } from './read-metrics.js';
import { accuracyTable, countTable, factTable, perClassTable, SELECTION_RULE, settingsTable } from './result-tables.js';

export interface WrittenReport {
  /** The page. */
  readonly path: string;
  /** The pictures beside it. */
  readonly pictures: readonly string[];
}

/** Writes `runs/<id>/report/`: report.html, which needs nothing beside itself, and every picture as PNG (drawings as SVG too). A run that has
 * not finished gets what there is to show.
 * @throws TrainError BAD_RUN, BAD_CHECKPOINT; NOT_FOUND when the pictures are gone. */
export async function writeRunReport(options: InspectOptions): Promise<WrittenReport> {
  const { run, reporter } = options;
  const { config, folder } = run;
  const result = await readResult(folder, config.id).catch(() => undefined);
  const epochs = epochsOf(await readEvents(folder));
  const inspection = await inspectRun(options);
  const curves = curveFigures([{ name: config.recipeName, epochs, colour: 0 }]);
  reporter.note('Drawing');
  const maps = inspection ? embeddingFigures(inspection.test, { labels: inspection.labels, seed: config.seed }) : [];
  const answers = inspection ? answerFigures(inspection) : [];
  const neighbours = inspection ? [await neighbourFigure(inspection, config.seed)] : [];
  const body = [
    html`<h1>${config.recipeName} on ${config.data.name}</h1>
      <p class="lead">Run <code>${config.id}</code></p>
      ${verdict(result)}`,
    ...(result ? [section('Accuracy', accuracyTable(result))] : []),
    section('What was done', factTable(config, result), html`<p>${SELECTION_RULE}</p>`),
    ...(curves.length > 0 ? [section('Training', await figures(curves))] : []),
    ...(maps.length > 0 ? [section('Embeddings of the test pictures', await figures(maps))] : []),
    ...(answers.length > 0 ? [section('Answers', await figures(answers), ...(result ? [perClassTable(result, inspection)] : []))] : []),
    ...(neighbours.length > 0 ? [section('Nearest neighbours', await figures(neighbours))] : []),
    ...(inspection
      ? [section('Data', countTable(inspection), ...inspection.warnings.map((warning) => html`<p class="warning">${warning}</p>`))]
      : []),
    section('Settings', settingsTable(config.recipe)),
  ];
  return writePage(join(folder, 'report'), 'report.html', page(`${config.recipeName} on ${config.data.name}`, body), [
    ...curves,
    ...maps,
    ...answers,
    ...neighbours,
  ]);
}

function verdict(result: RunResult | undefined): Html {
  if (!result) return html`<p class="warning">This run has not finished: what follows is how far it is.</p>`;
  const right = (100 * result.test.linear).toFixed(1);
  return html`<p class="verdict">
    The linear classifier is right about <strong>${right} %</strong> of the test pictures, one run with one seed.
    <code>supcon compare</code> says how much of a difference is chance.
  </p>`;
}

export function section(title: string, ...content: readonly Html[]): Html {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}

export async function figures(list: readonly Figure[]): Promise<Html> {
  return html`<div class="figures">${await Promise.all(list.map(figureHtml))}</div>`;
}

/** Writes the pictures first: a page that is there is complete. */
export async function writePage(folder: string, name: string, text: string, list: readonly Figure[]): Promise<WrittenReport> {
  const pictures: string[] = [];
  for (const figure of list)
    for (const [file, content] of await figureFiles(figure)) {
      await writeFileAtomic(join(folder, file), content);
      pictures.push(join(folder, file));
    }
  await writeFileAtomic(join(folder, name), text);
  return { path: join(folder, name), pictures };
}
