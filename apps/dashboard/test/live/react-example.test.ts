import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser } from './open-browser.js';
import { runNode } from './run-command.js';
import { startServer, type LiveServer } from './start-server.js';

const root = path.resolve(import.meta.dirname, '../../../..');
const folder = path.join(root, 'apps/dashboard/test-results/react-example');
const data = inject('data');
const labels = readdirSync(path.join(data, 'test')).sort();
const photo = path.join(data, 'test', labels[0]!, readdirSync(path.join(data, 'test', labels[0]!)).sort()[0]!);

let pages: Server;
let server: LiveServer;
beforeAll(async () => {
  pages = createServer((request, answer) => {
    const file = path.join(folder, 'dist', request.url === '/' ? 'index.html' : request.url!);
    answer.writeHead(existsSync(file) ? 200 : 404, { 'Content-Type': file.endsWith('.js') ? 'text/javascript' : 'text/html' });
    answer.end(existsSync(file) ? readFileSync(file) : undefined);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => pages.once('listening', resolve));
  const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  server = await startServer(inject('home'), { env: { SUPCON_ALLOWED_ORIGINS: origin } });
  await buildReadme(server.url);
});
afterAll(async () => {
  pages.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The program of the README as it stands there, but for the server's address and the collection's name, as a page. */
async function buildReadme(url: string): Promise<void> {
  const readme = readFileSync(path.join(root, 'packages/sdk-react/README.md'), 'utf8');
  const program = /```tsx\n([^]*?)```/.exec(readme)![1]!;
  const own = program.replace('http://127.0.0.1:8080', url).replaceAll("'photos'", "'few'");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'program.tsx'), own);
  writeFileSync(
    path.join(folder, 'main.tsx'),
    `import { createRoot } from 'react-dom/client';
import { App } from './program.js';
createRoot(document.getElementById('root')!).render(<App />);
`,
  );
  writeFileSync(
    path.join(folder, 'index.html'),
    '<link rel="icon" href="data:," /><div id="root"></div><script type="module" src="/main.tsx"></script>',
  );
  const vite = path.join(path.dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  await runNode([vite, 'build', '--logLevel', 'error'], { cwd: folder, env: { NODE_ENV: 'production' } });
}

it('runs as the README has it, in a page of another origin that the server allows', async () => {
  const browser = await openBrowser();
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('console', (message) => (message.type() === 'error' ? problems.push(message.text()) : undefined));
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
  await page.locator('input[type=file]').setInputFiles(photo);
  await expect.poll(() => page.locator('p').allInnerTexts()).toHaveLength(Math.min(5, labels.length));
  const said = await page.locator('p').allInnerTexts();
  for (const line of said) expect(labels).toContain(/^(\w+) \d+ %$/.exec(line)?.[1]);
  // The neighbours are drawn, not only asked for.
  await expect
    .poll(() => page.locator('img').evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth > 0)))
    .toEqual(Array.from({ length: 5 }, () => true));
  expect(problems).toEqual([]);

  // What the server says of a file that is no picture stands on the page.
  await page.locator('input[type=file]').setInputFiles({ name: 'letter.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('hello') });
  await expect.poll(() => page.getByRole('alert').first().innerText()).toMatch(/picture|image/i);
  await browser.close();
});
