import { UNMEASURED, type Measures } from '../domain/measures.js';
import type { Tracing } from '../domain/tracing.js';

/** What collects traces, if the process was started with an SDK of OpenTelemetry. The API is loaded only here. */
export async function openTracing(): Promise<Tracing | undefined> {
  const { openTelemetryTracing } = await import('../adapters/opentelemetry/opentelemetry-tracing.js');
  return openTelemetryTracing();
}

/** Tells measures, and the traces too how long a step took. */
export function alsoTraced(measures: Measures | undefined, tracing: Tracing | undefined): Measures | undefined {
  if (!tracing) return measures;
  const counted = measures ?? UNMEASURED;
  return {
    ...counted,
    took: (stage, seconds) => {
      counted.took(stage, seconds);
      tracing.took(stage, seconds);
    },
  };
}
