import { checkFunction, checkNumber, checkObject, checkSignal, LONGEST_WAIT_MS } from './check-input.js';
import { describeValue } from './describe-value.js';
import { refusedInput } from './errors.js';
import type { CallOptions, SupconClientOptions } from './call-options.js';

const MOST_RETRIES = 100;

/** What a call was told of itself. @throws BadRequestError with the code BAD_REQUEST for what is none of these options' values: nothing was sent. */
export function checkCallOptions(options: CallOptions): void {
  checkObject('options', options, 'an object such as { timeoutMs: 5000 }');
  checkSignal(options.signal);
  checkTries(options);
  checkNumber('busyMs', options.busyMs, 0, LONGEST_WAIT_MS);
  checkFunction('onCall', options.onCall);
}

/** What a client was told, and where its server is: absolute, without a trailing slash.
 * @throws BadRequestError for what is none of these options' values. */
export function checkClientOptions(options: SupconClientOptions): { readonly baseUrl: string; readonly apiKey: string | undefined } {
  checkObject('the options of a client', options, "an object such as { baseUrl: 'http://127.0.0.1:8080' }");
  checkTries(options);
  checkFunction('fetch', options.fetch);
  checkFunction('onCall', options.onCall);
  return { baseUrl: absoluteUrl(options.baseUrl), apiKey: options.apiKey === undefined ? undefined : headerKey(options.apiKey) };
}

function checkTries({ timeoutMs, retries }: Pick<CallOptions, 'timeoutMs' | 'retries'>): void {
  checkNumber('timeoutMs', timeoutMs, 1, LONGEST_WAIT_MS);
  checkNumber('retries', retries, 0, MOST_RETRIES, true);
}

function absoluteUrl(baseUrl: unknown): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const wrong = (cause?: unknown) =>
    refusedInput(`baseUrl: ${describeValue(baseUrl)} is no address; give one such as http://127.0.0.1:8080`, cause);
  if (typeof baseUrl !== 'string') throw wrong();
  let url: URL;
  try {
    url = new URL(baseUrl, location?.href);
  } catch (cause) {
    throw wrong(cause);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refusedInput(`baseUrl: ${JSON.stringify(baseUrl)} begins with ${url.protocol} and not with http: or https:`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw refusedInput('baseUrl: a user, a password, a query or a # have no place in it; give a key as apiKey');
  return url.href.replace(/\/+$/, '');
}

/** What a header can hold; blanks around it, as of a file with one line, do no harm. The error does not show it: it may be most of a key. */
function headerKey(apiKey: unknown): string {
  const fix = 'give the key as supcon-server keys create printed it';
  if (typeof apiKey !== 'string') throw refusedInput(`apiKey: a value of type ${typeof apiKey} is none; ${fix}`);
  const key = apiKey.trim();
  if (!/^[\x20-\x7e]*$/.test(key)) throw refusedInput(`apiKey: it holds a line break or a character that is no ASCII; ${fix}`);
  return key;
}
