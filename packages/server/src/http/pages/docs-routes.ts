import { static as serveFolder, type Router } from 'express';
import { strictRouter } from '../strict-router.js';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Supcon API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** The API description, and a page to read and try it that needs no other host.
 * @param document the parsed API description. @param swaggerFolder swagger-ui-dist. */
export function docsRoutes(document: object, swaggerFolder: string): Router {
  const router = strictRouter();
  const json = JSON.stringify(document);
  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(json);
  });
  router.get(['/docs', '/docs/', '/docs/index.html'], (_request, response) => {
    response.type('html').send(PAGE);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(START);
  });
  router.use('/docs', serveFolder(swaggerFolder, { index: false, redirect: false, maxAge: '1h' }));
  return router;
}
