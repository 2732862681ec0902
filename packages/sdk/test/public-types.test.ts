import { expectTypeOf, it } from 'vitest';
import {
  type ClassifyResponse,
  type Collection,
  type EmbedResponse,
  type ErrorCode,
  type RunEvent,
  type SearchQuery,
  type SupconApiError,
  type SupconClient,
  type SupconCall,
  type SupconError,
  type WithResponse,
  createSupconClient,
  settled,
} from '../src/index.js';

const client = createSupconClient({ baseUrl: 'http://nowhere.invalid' });
declare const photo: File;
declare const key: string | undefined;
declare const count: number | undefined;

// Never run: what the compiler says is what is tested.
const wrong = (): unknown => [
  // @ts-expect-error two things to look for
  client.search('a', { itemId: 'a', image: photo }),
  // @ts-expect-error nothing to look for
  client.search('a', { k: 5 }),
  // @ts-expect-error no such option
  client.classify(photo, { topk: 5 }),
  // @ts-expect-error a path is read by readImage
  client.classify('photo.jpg'),
  // @ts-expect-error paths have to be read
  client.classifyMany(['photo.jpg']),
  // @ts-expect-error and that has to be said
  client.classifyMany(['photo.jpg'], {}),
  // @ts-expect-error a key is shown once
  client.keys.create({ name: 'ops', role: 'admin' }, { retries: 3 }),
];
const right = (): unknown => [
  client.embed(photo, { encoding: 'base64' }) satisfies Promise<EmbedResponse<Float32Array>>,
  client.embed(photo) satisfies Promise<EmbedResponse>,
  createSupconClient({ baseUrl: 'http://x', apiKey: key, timeoutMs: count, fetch: undefined }),
  createSupconClient({ baseUrl: 'http://x', fetch }),
  client.classify(photo, { topK: count, model: key, signal: undefined, timeoutMs: count }),
  client.search('a', { itemId: 'a', k: count, excludeSelf: undefined }),
  client.jobs.list({ limit: count, after: key }),
  client.audit({ after: key }),
  client.classifyMany([photo]),
  client.classifyMany(['photo.jpg'], { read: () => photo, onProgress: ({ done }) => done satisfies number }),
  client.embedMany([photo, new Uint8Array()], { concurrency: count }),
  client.embed(photo, { encoding: 'base64' }).withResponse() satisfies Promise<WithResponse<EmbedResponse<Float32Array>>>,
];

it('has the types that callers build on', () => {
  expectTypeOf(wrong).toBeFunction();
  expectTypeOf(right).toBeFunction();
  expectTypeOf<SupconClient['classify']>().returns.toEqualTypeOf<SupconCall<ClassifyResponse>>();
  expectTypeOf<SupconClient['classify']>().returns.resolves.toEqualTypeOf<ClassifyResponse>();
  expectTypeOf<SupconClient['collections']['list']>().returns.resolves.toEqualTypeOf<Collection[]>();
  expectTypeOf<SupconClient['collections']['delete']>().returns.resolves.toBeVoid();
  expectTypeOf<SupconApiError['code']>().toEqualTypeOf<ErrorCode | `HTTP_${number}`>();
  expectTypeOf<SupconCall<string>['withResponse']>().returns.resolves.toEqualTypeOf<{
    readonly data: string;
    readonly status: number;
    readonly headers: Headers;
    readonly requestId: string | undefined;
  }>();
  expectTypeOf<SupconClient['items']['delete']>().returns.toEqualTypeOf<SupconCall<void>>();
  expectTypeOf<SupconClient['items']['tag']>().returns.toEqualTypeOf<string | undefined>();
  expectTypeOf<SearchQuery['k']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<SupconClient['runs']['follow']>().returns.toExtend<AsyncIterable<{ readonly event: RunEvent; readonly offset: number }>>();
  expectTypeOf(settled<ClassifyResponse>).returns.resolves.toEqualTypeOf<
    { readonly data: ClassifyResponse; readonly error: undefined } | { readonly data: undefined; readonly error: SupconError }
  >();
});
