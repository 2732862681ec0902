import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import { isLoopbackName } from '../access/guard-access.js';

/** What metrics are read from. */
export interface MetricsSource {
  readonly contentType: string;
  read(): Promise<string>;
}

/** `GET /metrics` and nothing else, on a port of its own.
 * @param forThisMachine whether it listens to this machine only: then no page that a browser shows may read it by a name of its own that it points here. */
export function metricsListener(
  source: MetricsSource,
  { forThisMachine, logger }: { forThisMachine: boolean; logger: Logger },
): RequestListener {
  const answer = async (
    method: string | undefined,
    path: string,
    host: string,
  ): Promise<{ status: number; type: string; body: string }> => {
    const plain = (status: number, body: string) => ({ status, type: 'text/plain; charset=utf-8', body: `${body}\n` });
    if (forThisMachine && !isLoopbackName(host.toLowerCase().replace(/:\d*$/, '')))
      return plain(403, 'this Host is not this machine; use localhost, or listen elsewhere with SUPCON_METRICS_HOST');
    if (path !== '/metrics') return plain(404, 'nothing is here; see /metrics');
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'only GET and HEAD');
    try {
      return { status: 200, type: source.contentType, body: await source.read() };
    } catch (error) {
      logger.error({ err: error }, 'the metrics could not be read');
      return plain(500, 'the metrics could not be read; the log says why');
    }
  };
  return (request, response) => {
    const { method, url = '/', headers } = request;
    void answer(method, url.split('?', 1)[0]!, headers.host ?? '').then(({ status, type, body }) => {
      response.writeHead(status, {
        'Content-Type': type,
        'Content-Length': Buffer.byteLength(body),
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
        // A body is never read.
        ...(request.complete || method === 'GET' || method === 'HEAD' ? {} : { Connection: 'close' }),
      });
      response.end(method === 'HEAD' ? undefined : body);
    });
  };
}
