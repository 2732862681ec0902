import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import type { Request, Response, Router } from 'express';
import serveCompressed from 'express-static-gzip';
import { strictRouter } from '../strict-router.js';

/** The dashboard's built files, in the compressed copies that lie beside them where a browser takes those; every other address that a browser opens as a page gets its start page, which routes by itself.
 * @param basePath is written into that page for `./`, with which its own addresses begin, so that they hold on every page. */
export function dashboardRoutes(folder: string, basePath: string): Router {
  const router = strictRouter();
  const sendPage = async (_request: Request, response: Response): Promise<void> => {
    const page = await readFile(path.join(folder, 'index.html'), 'utf8');
    response
      .set('Cache-Control', 'no-cache')
      .type('html')
      .send(page.replaceAll('="./', `="${basePath}/`));
  };
  router.get(['/', '/index.html'], sendPage);
  router.use(
    serveCompressed(folder, {
      index: false,
      enableBrotli: true,
      orderPreference: ['br', 'gzip'],
      serveStatic: {
        redirect: false,
        setHeaders: (response: ServerResponse, file: string) => {
          // The names of built assets hold a hash of their content.
          const hashed = path.relative(folder, file).startsWith(`assets${path.sep}`);
          response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      },
    }),
  );
  router.get('/{*page}', async (request, response, next) => {
    const isPage = request.accepts(['json', 'html']) === 'html' && path.extname(request.path) === '';
    if (!isPage || /^\/(v1|docs)(\/|$)/i.test(request.path)) {
      next();
      return;
    }
    await sendPage(request, response);
  });
  return router;
}
