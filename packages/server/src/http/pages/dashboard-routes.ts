import path from 'node:path';
import { static as serveFolder, type Router } from 'express';
import { strictRouter } from '../strict-router.js';

/** The dashboard's built files; every other address that a browser opens as a page gets its start page, which routes by itself. */
export function dashboardRoutes(folder: string): Router {
  const router = strictRouter();
  router.use(
    serveFolder(folder, {
      redirect: false,
      setHeaders: (response, file) => {
        // The names of built assets hold a hash of their content.
        const hashed = path.relative(folder, file).startsWith(`assets${path.sep}`);
        response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.get('/{*page}', (request, response, next) => {
    const isPage = request.accepts(['json', 'html']) === 'html' && path.extname(request.path) === '';
    if (!isPage || /^\/(v1|docs)(\/|$)/i.test(request.path)) {
      next();
      return;
    }
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: folder });
  });
  return router;
}
