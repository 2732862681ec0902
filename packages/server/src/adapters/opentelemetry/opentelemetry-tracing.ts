import { context, propagation, SpanKind, SpanStatusCode, trace, type Context, type Span, type TracerProvider } from '@opentelemetry/api';
import type { Stage } from '../../domain/measures.js';
import type { Tracing } from '../../domain/tracing.js';

/** Whose spans these are. */
const SCOPE = '@supcon/server';
/** A batch of pictures and a transaction of writes belong to several requests, and would be shown below whichever came first. Each picture has `encode` instead. */
const OF_SEVERAL: ReadonlySet<Stage> = new Set(['queue', 'infer', 'commit']);

/** Spans of OpenTelemetry, by whatever SDK the process was started with (`node --import`); attributes by its semantic conventions for HTTP.
 * @returns undefined where there is no SDK: nothing is done for traces then.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
export function openTelemetryTracing(): Tracing | undefined {
  // Until an SDK is registered, the API gives a stand-in for one.
  const provider = trace.getTracerProvider() as TracerProvider & { readonly getDelegateTracer?: (name: string) => unknown };
  if (provider.getDelegateTracer && provider.getDelegateTracer(SCOPE) === undefined) return undefined;
  const tracer = provider.getTracer(SCOPE);
  return {
    begin: ({ method, route, headers }) => {
      const outer = trace.getActiveSpan();
      const named = { 'http.request.method': method, 'http.route': route };
      // An instrumentation of node:http has begun one already.
      if (outer) {
        outer.updateName(`${method} ${route}`).setAttributes(named);
        return shown(outer, context.active(), () => undefined);
      }
      const caller = propagation.extract(context.active(), headers);
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes: named }, caller);
      const inside = trace.setSpan(caller, span);
      propagation.inject(inside, headers);
      return shown(span, inside, () => span.end());
    },
    took: (stage, seconds) => {
      if (OF_SEVERAL.has(stage) || trace.getActiveSpan() === undefined) return;
      const end = Date.now();
      tracer.startSpan(stage, { startTime: end - 1000 * seconds }).end(end);
    },
  };
}

function shown(span: Span, inside: Context, end: () => void): ReturnType<Tracing['begin']> {
  return {
    run: (work) => context.with(inside, work),
    end: ({ status, code }) => {
      if (status !== undefined) span.setAttribute('http.response.status_code', status);
      if (status === undefined || code !== undefined) span.setAttribute('error.type', code ?? 'aborted');
      if (status === undefined || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      end();
    },
  };
}
