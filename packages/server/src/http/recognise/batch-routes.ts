import type { Request, Router } from 'express';
import type {} from 'pino-http';
import type { components } from '@supcon/sdk/schema';
import { ServerError } from '../../domain/errors.js';
import { sourceOf } from '../bodies/picture-source.js';
import { withPictures, type SentPicture } from '../bodies/read-pictures.js';
import { toServerError } from '../problem.js';
import { problemOf } from '../problem-of-part.js';
import { strictRouter } from '../strict-router.js';
import { inJson, sendNpy, wantsNpy } from './answer-embeddings.js';
import { classifyOptions, modelOption, requireFewOcclusions } from './classify-options.js';
import { askNeighbours, describeClassified } from './describe-classified.js';
import type { RecogniseDeps } from './recognise-routes.js';

type Schemas = components['schemas'];

/** That the collection which is to vote cannot: nothing about any one picture. */
const NO_VOTE = ['COLLECTION_NOT_FOUND', 'MODEL_MISMATCH', 'FORBIDDEN'];

/** Routes that answer about many pictures, each as if it had been asked about alone, by the same encoder. */
export function batchRoutes({ recogniser, collections, basePath, limits }: RecogniseDeps): Router {
  const router = strictRouter();
  router.post('/classify/batch', async (request, response) => {
    const options = classifyOptions(optionsOf(request));
    const { model: reference, coverage, collection, explain } = options;
    const body = await withPictures(request, async (sent): Promise<Schemas['ClassifyBatchResponse']> => {
      const { turn } = sent;
      requireFewOcclusions(options, sent.pictures.length, limits);
      const deps = { collections: collections(response), basePath };
      const sources = sent.pictures.map((picture) => sourceOf(picture, deps.collections, sent));
      const { model, results } = await recogniser.recogniseAll(sources, { ...turn, model: reference, coverage, explain });
      const votes = await Promise.allSettled(
        results.map(async (each, at) => {
          if (each.status === 'rejected') return undefined;
          const self = selfIn(collection, sent.pictures[at]!);
          return askNeighbours(deps, options, { found: each.value, image: () => sources[at]!.bytes(), self, turn });
        }),
      );
      for (const vote of votes) if (vote.status === 'rejected' && isNoVote(vote.reason)) throw vote.reason;
      const described = results.map((each, at) => {
        const vote = votes[at]!;
        if (each.status === 'rejected') return problemOf(request, each.reason);
        return vote.status === 'rejected' ? problemOf(request, vote.reason) : describeClassified(each.value, options, vote.value);
      });
      return { model, results: described };
    });
    response.json(body satisfies Schemas['ClassifyBatchResponse']);
  });

  router.post('/embed/batch', async (request, response) => {
    const options = optionsOf(request);
    const { model, results } = await withPictures(request, (sent) =>
      recogniser.embedAll(
        sent.pictures.map((picture) => sourceOf(picture, collections(response), sent)),
        { ...sent.turn, model: modelOption(options) },
      ),
    );
    if (wantsNpy(request)) {
      const rows = results.map((each, at) => {
        if (each.status === 'rejected') throw rowMissing(request, each.reason, at);
        return each.value.embedding;
      });
      sendNpy(response, model, rows);
      return;
    }
    const encoding = options['encoding'] === 'base64' ? 'base64' : 'float';
    const described = results.map((each) =>
      each.status === 'fulfilled'
        ? { embedding: inJson(each.value.embedding, encoding), warnings: [...each.value.warnings] }
        : problemOf(request, each.reason),
    );
    response.json({ model, results: described } satisfies Schemas['EmbedBatchResponse']);
  });
  return router;
}

/** Parameters of the query, and what a JSON body says beside its pictures, which counts before them. */
function optionsOf(request: Request): Readonly<Record<string, unknown>> {
  const { pictures, ...options } = request.body as Record<string, unknown>;
  return pictures === undefined ? request.query : { ...request.query, ...options };
}

function selfIn(collection: string | undefined, picture: SentPicture): string | undefined {
  return 'item' in picture && picture.collection === collection ? picture.item.normalize('NFC') : undefined;
}

function isNoVote(reason: unknown): boolean {
  return reason instanceof ServerError && NO_VOTE.includes(reason.code);
}

function rowMissing(request: Request, reason: unknown, at: number): ServerError {
  const error = toServerError(reason, request.path);
  if (error.code === 'INTERNAL') return error;
  return new ServerError(
    error.code,
    `picture ${at} has no embedding, and an array has no place for that (ask for JSON, which answers each by itself): ${error.message}`,
    { cause: reason, ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }) },
  );
}
