/**
 * Follows a training until it ends, an epoch a line; without an id the newest one:
 *   SUPCON_URL=http://127.0.0.1:8080 node packages/sdk/examples/follow-run.mjs [RUN]
 */
import { createSupconClient } from '@supcon/sdk';

const baseUrl = process.env['SUPCON_URL'];
if (baseUrl === undefined || process.argv.length > 3) {
  console.error('usage: SUPCON_URL=http://127.0.0.1:PORT node packages/sdk/examples/follow-run.mjs [RUN]');
  process.exit(2);
}

const supcon = createSupconClient({ baseUrl, apiKey: process.env['SUPCON_API_KEY'] });
const run = process.argv[2] ?? (await supcon.runs.list())[0]?.id;
if (run === undefined) {
  console.error('there is no run yet');
  process.exit(1);
}

console.log(`following ${run}`);
// A lost connection is made anew behind the last event.
for await (const { event } of supcon.runs.follow(run)) {
  if (event.type === 'epoch') {
    const left = event.etaSeconds === undefined ? '' : `, about ${Math.round(event.etaSeconds)} s left`;
    console.log(`epoch ${event.epoch} of ${event.epochs ?? '?'}: loss ${event.loss?.toFixed(4) ?? '-'}${left}`);
  } else if (event.type === 'warning' || event.type === 'failed') console.log(`${event.type}: ${event.message}`);
}
const { status } = await supcon.runs.get(run);
console.log(`it is ${status}`);
