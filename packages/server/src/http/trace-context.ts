import type { IncomingMessage } from 'node:http';

/** Which trace a request belongs to, as names of the log fields that OpenTelemetry gives them. */
export interface TraceContext {
  readonly trace_id: string;
  /** Of the caller. */
  readonly span_id: string;
}

/** version 00: trace-id, parent-id, flags; a later version may have more behind them. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-[^,]*)?$/;

/** Reads the header `traceparent`. Source: W3C Trace Context, https://www.w3.org/TR/trace-context/#traceparent-header, and OpenTelemetry's names in logs,
 * https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/. @returns undefined for none, and for one that is not right: tracing is nobody's reason to refuse a request. */
export function traceContextOf({ headers }: Pick<IncomingMessage, 'headers'>): TraceContext | undefined {
  const { traceparent } = headers;
  const found = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : null;
  const [, version, traceId, spanId, more] = found ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined)) return undefined;
  return { trace_id: traceId, span_id: spanId };
}
