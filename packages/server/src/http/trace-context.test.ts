import { expect, it } from 'vitest';
import { raw, startTestServer } from '../../test/test-server.js';
import { traceContextOf } from './trace-context.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

it.each([
  [`00-${TRACE}-${SPAN}-01`, { trace_id: TRACE, span_id: SPAN }],
  [`00-${TRACE}-${SPAN}-00`, { trace_id: TRACE, span_id: SPAN }],
  // A later version may say more.
  [`cc-${TRACE}-${SPAN}-01-what-comes`, { trace_id: TRACE, span_id: SPAN }],
  [`00-${TRACE}-${SPAN}-01-more`, undefined],
  [`ff-${TRACE}-${SPAN}-01`, undefined],
  [`00-${'0'.repeat(32)}-${SPAN}-01`, undefined],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, undefined],
  [`00-${TRACE.toUpperCase()}-${SPAN}-01`, undefined],
  [`00-${TRACE}-${SPAN}`, undefined],
  [`00-${TRACE}-${SPAN}-01\n`, undefined],
  ['', undefined],
  [undefined, undefined],
])('reads %j as %j', (traceparent, expected) => expect(traceContextOf({ headers: { traceparent } })).toEqual(expected));

it('stands in the log of the request, and of what goes wrong in it', async () => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const server = await startTestServer({ model: false, onLog: (line) => lines.push(line) });
  const headers = { traceparent: `00-${TRACE}-${SPAN}-01` };
  await server.ask('GET', '/v1/models', { headers });
  await server.ask('POST', '/v1/classify', {
    ...raw(Buffer.from('no picture'), 'image/jpeg'),
    headers: { ...headers, 'content-type': 'image/jpeg' },
  });
  await server.ask('GET', '/v1/models');
  await server.close();
  const requests = lines.filter(({ res }) => res !== undefined);
  expect(requests.map(({ trace_id, span_id }) => [trace_id, span_id])).toEqual([
    [TRACE, SPAN],
    [TRACE, SPAN],
    [undefined, undefined],
  ]);
});
