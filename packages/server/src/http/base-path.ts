import type { RequestHandler } from 'express';

/** Takes the base path off addresses, so that everything behind knows addresses without it. A proxy may have taken it off already: what does not begin
 * with it is left as it is. Comes before everything that looks at an address.
 * @param basePath without a slash at its end; empty for none. */
export function takeOffBasePath(basePath: string): RequestHandler {
  return (request, response, next) => {
    const { url } = request;
    if (basePath !== '' && url.split('?', 1)[0] === basePath && (request.method === 'GET' || request.method === 'HEAD')) {
      response.redirect(308, `${basePath}/${url.slice(basePath.length)}`);
      return;
    }
    // Express remembers the address as it came; the check against the API description goes by that.
    if (basePath !== '' && url.startsWith(`${basePath}/`)) request.url = request.originalUrl = url.slice(basePath.length);
    next();
  };
}

/** The API description as a server below a path gives it. @param document the parsed description. */
export function describedBelow(basePath: string, document: object): object {
  if (basePath === '') return document;
  const { servers = [] } = document as { servers?: readonly object[] };
  return { ...document, servers: servers.map((server) => ({ ...server, url: basePath })) };
}
