import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `SUPCON_URL=http://127.0.0.1:8080 npx vite` develops against a running server. */
const api = process.env['SUPCON_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  // The server knows below which path it is reached, and writes it into the page.
  base: './',
  resolve: { conditions: ['supcon-source', 'module', 'browser', 'development|production'] },
  server: { proxy: { '/v1': api, '/readyz': api, '/livez': api, '/docs': api, '/openapi.json': api } },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
});
