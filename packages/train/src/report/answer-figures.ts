import { confidenceBins, confusionMatrix } from '@supcon/core';
import { confusionChart } from './confusion-chart.js';
import type { Figure } from './figure.js';
import type { RunInspection } from './inspect-run.js';
import { reliabilityDiagram } from './reliability-diagram.js';

const BINS = 10;

/** What the linear classifier answers to the test pictures: confusion matrix and reliability. None before stage 2 ended.
 * @param run stands in the titles, where several runs are shown. */
export function answerFigures({ answers, test, labels }: RunInspection, run?: string, prefix = ''): Figure[] {
  if (!answers) return [];
  const matrix = confusionMatrix(test.labels, answers.predicted, labels.length);
  const bins = confidenceBins(answers.probabilities, test.labels, labels.length, BINS);
  const named = (text: string): string => (run === undefined ? text : `${text}: ${run}`);
  return [
    {
      name: `${prefix}confusion`,
      caption: 'Rows are what the pictures show, columns what the linear classifier says. Right answers lie on the diagonal.',
      drawing: { svg: confusionChart(matrix, labels, named('Test answers')) },
    },
    {
      name: `${prefix}reliability`,
      caption:
        'Below the dashed line the classifier is surer than it is right, above it less sure. Probabilities as they come, without scaling.',
      drawing: { svg: reliabilityDiagram(bins, named('Reliability on test')) },
    },
  ];
}
