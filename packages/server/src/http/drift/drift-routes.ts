import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { DriftReport, ReportedMeasure } from '../../drift/drift-report.js';
import type { DriftService } from '../../drift/drift-service.js';
import { queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

/** Routes of what models have seen of late. @param basePath before the addresses in answers. */
export function driftRoutes(drift: DriftService, basePath: string): Router {
  const router = strictRouter();
  router.get('/drift', async (request, response) => {
    const report = await drift.report({ model: queryText(request, 'model') });
    response.json(describe(report, `${basePath}/v1/drift/examples`) satisfies Schemas['Drift']);
  });
  router.get('/drift/examples/:example', async (request, response) => {
    const jpeg = await drift.example(request.params.example);
    response.type('image/jpeg').send(Buffer.from(jpeg));
  });
  return router;
}

function describe(
  { model: { name, version }, verdict, window, reference, measures, confidence, unknown, labels, examples }: DriftReport,
  address: string,
): Schemas['Drift'] {
  const share = (count: number, of: number): number | null => (of === 0 ? null : count / of);
  return {
    ...{ model: { name, version }, verdict, window, reference },
    embeddings: described(measures.embeddings),
    confidence: {
      ...described(measures.confidence),
      jensenShannon: confidence.jensenShannon,
      bins: confidence.window.map((pictures, bin, bins) => ({
        ...{ above: bin / bins.length, upTo: (bin + 1) / bins.length, pictures },
        share: share(pictures, window.pictures),
        reference: reference && confidence.reference ? share(confidence.reference[bin]!, reference.pictures) : null,
      })),
    },
    unknown: { ...described(measures.unknown), ...unknown, share: share(unknown.unknown, unknown.judged) },
    labels: {
      ...described(measures.labels),
      ...{ jensenShannon: labels.jensenShannon, all: labels.all },
      shares: labels.shown.map(({ label, pictures, reference: before }) => ({
        ...{ label, pictures, share: share(pictures, window.pictures) },
        reference: reference && before !== null ? share(before, reference.pictures) : null,
      })),
    },
    examples: {
      kept: examples.kept,
      ...(examples.kept === 0 ? { hint: HINT } : {}),
      pictures: examples.shown.map((example) => ({ ...example, pictureUrl: `${address}/${example.id}` })),
    },
  };
}

const HINT =
  'no pictures are kept: pictures are private. SUPCON_DRIFT_EXAMPLES=8 keeps small copies of the eight that drive each measure most, until they leave the window';

function described({ bounds, ...measure }: ReportedMeasure): Schemas['DriftMeasure'] {
  return { ...measure, watch: { ...bounds.watch }, alarm: { ...bounds.alarm } };
}
