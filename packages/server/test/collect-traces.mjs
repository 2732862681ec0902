/** What somebody starts a server with who collects traces (`node --import`): OpenTelemetry's SDK, whose spans go to the file that COLLECTED names, one a line. */
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { appendFileSync } from 'node:fs';

const file = /** @type {string} */ (process.env['COLLECTED']);
const exporter = {
  /** @type {import('@opentelemetry/sdk-trace-base').SpanExporter['export']} */
  export: (spans, done) => {
    for (const span of spans) {
      const { name, kind, attributes, status, parentSpanContext, duration } = span;
      const { traceId, spanId } = span.spanContext();
      const line = {
        name,
        kind,
        attributes,
        status,
        traceId,
        spanId,
        parent: parentSpanContext?.spanId,
        seconds: duration[0] + duration[1] / 1e9,
      };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    }
    done({ code: 0 });
  },
  shutdown: () => Promise.resolve(),
};
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
