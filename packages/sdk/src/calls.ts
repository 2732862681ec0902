import { describeValue } from './describe-value.js';
import { BadRequestError, refusedInput } from './errors.js';
import type { ImageInput } from './image-blob.js';
import type { EmbedOptions, Recognise } from './resources/recognise.js';
import type { EmbedResponse } from './schemas.js';
import type { CallReport, Transport } from './transport.js';

/** A call under way: a promise of what it gives. */
export interface SupconCall<T> extends Promise<T> {
  /** What it gives with the answer that it came in: `const { data, requestId } = await supcon.classify(photo).withResponse()`. Rejects as the call does. */
  withResponse(): Promise<WithResponse<T>>;
}

/** What a call gave, and the answer that it came in: of a method that asks several times, the last one. */
export interface WithResponse<T> {
  readonly data: T;
  /** HTTP status, 200 to 299; of `ready` also 503. */
  readonly status: number;
  readonly headers: Headers;
  /** Find it in the server's log. */
  readonly requestId: string | undefined;
}

/** The methods of a resource, whose promises know the answer they came in; everything else of it as it is. */
export type Calls<R> = { readonly [K in keyof R]: CallOf<R[K]> };

type CallOf<F> = F extends Recognise['embed']
  ? EmbedCall
  : F extends (...given: infer A) => Promise<infer T>
    ? (...given: A) => SupconCall<T>
    : F;

/** Written out: its type parameter would be lost on the way. */
type EmbedCall = <Encoding extends 'float' | 'base64' = 'float'>(
  image: ImageInput,
  asked?: EmbedOptions & { readonly encoding?: Encoding },
) => SupconCall<EmbedResponse<Encoding extends 'base64' ? Float32Array : number[]>>;

type Method = (...given: unknown[]) => unknown;

/** A resource whose calls know the answer they came in: `asCalls(createRecognise, transport).classify(photo).withResponse()`.
 * Each call gets the resource anew, over a transport that tells it alone of its tries. */
export function asCalls<R extends object>(create: (transport: Transport) => R, transport: Transport): Calls<R> {
  const begin = (name: string, method: Method, given: readonly unknown[]): unknown => {
    let last: CallReport | undefined;
    const resource = create(transport.heardBy((report) => (last = report))) as Record<string, Method>;
    const explained = (error: unknown): never => {
      throw (isTypeError(error) && faultyArgument(name, method.length, given)) || error;
    };
    let made: unknown;
    try {
      made = resource[name]!(...given);
    } catch (error) {
      return explained(error);
    }
    if (!(made instanceof Promise)) return made;
    const data = made.catch(explained);
    const withResponse = async () => ({ data: (await data) as unknown, ...answerOf(last) });
    return Object.assign(data, { withResponse });
  };
  const members = Object.entries(create(transport)).map(([name, member]: [string, unknown]) => [
    name,
    typeof member === 'function' ? (...given: unknown[]) => begin(name, member as Method, given) : member,
  ]);
  return Object.fromEntries(members) as Calls<R>;
}

function answerOf(report: CallReport | undefined) {
  return { status: report?.status, headers: report?.headers, requestId: report?.requestId };
}

/** Of the language, or of a request that could not be made for one. */
function isTypeError(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof BadRequestError && error.cause instanceof TypeError);
}

/** What a method stumbled over: nothing where something is needed. @param needed how many arguments stand before its options. */
function faultyArgument(name: string, needed: number, given: readonly unknown[]): Error | undefined {
  const all = Array.from({ length: Math.max(needed, given.length) }, (_, at) => given[at]);
  const at = all.findIndex((one, index) => one === null || (one === undefined && index < needed));
  return at < 0 ? undefined : refusedInput(`${name}: its ${ORDINALS[at] ?? `${at + 1}th`} argument is ${describeValue(all[at])}`);
}

const ORDINALS = ['first', 'second', 'third'];
