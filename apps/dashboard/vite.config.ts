import react from '@vitejs/plugin-react';
import { defineConfig, type PluginOption } from 'vite';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';

/** `SUPCON_URL=http://127.0.0.1:8080 npx vite` develops against a running server. */
const api = process.env['SUPCON_URL'] ?? 'http://127.0.0.1:8080';

/** Its types name a bundler that is not there. */
const compressed: unknown = compression({
  include: /\.(js|css|svg|md)$/,
  threshold: 1024,
  algorithms: [defineAlgorithm('brotliCompress'), defineAlgorithm('gzip', { level: 9 })],
});

export default defineConfig({
  // The server gives what is compressed already to browsers that take it; the start page it writes anew each time.
  // The server gives what is compressed already to browsers that take it; the start page it writes anew each time.
  plugins: [react(), compressed as PluginOption],
  // The server knows below which path it is reached, and writes it into the page.
  base: './',
  resolve: { conditions: ['supcon-source', 'module', 'browser', 'development|production'] },
  server: { proxy: { '/v1': api, '/readyz': api, '/livez': api, '/docs': api, '/openapi.json': api } },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 700, license: { fileName: 'licenses.md' } },
});
