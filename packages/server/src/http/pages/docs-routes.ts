import { static as serveFolder, type Router } from 'express';
import { strictRouter } from '../strict-router.js';

const page = (basePath: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Supcon API</title>
    <link rel="stylesheet" href="${basePath}/docs/swagger-ui.css">
    <link rel="icon" href="${basePath}/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${basePath}/docs/swagger-ui-bundle.js"></script>
    <script src="${basePath}/docs/start.js"></script>
  </body>
</html>
`;

const start = (basePath: string): string =>
  `window.ui = SwaggerUIBundle({ url: '${basePath}/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** What the page of the API is made of. */
export interface DocsOptions {
  /** The parsed API description. */
  readonly document: object;
  /** swagger-ui-dist. */
  readonly swaggerFolder: string;
  /** Before the addresses in the page. */
  readonly basePath: string;
}

/** The API description, and a page to read and try it that needs no other host. */
export function docsRoutes({ document, swaggerFolder, basePath }: DocsOptions): Router {
  const router = strictRouter();
  const json = JSON.stringify(document);
  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(json);
  });
  router.get(['/docs', '/docs/', '/docs/index.html'], (_request, response) => {
    response.type('html').send(page(basePath));
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(start(basePath));
  });
  router.use('/docs', serveFolder(swaggerFolder, { index: false, redirect: false, maxAge: '1h' }));
  return router;
}
