import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openTranscript, type LabelIssueFile } from '@supcon/core/run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '@supcon/sdk/schema';
import { startTestServer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

const issue = (at: number, picture: string): LabelIssueFile['issues'][number] => ({
  ...{ picture, split: 'train', given: 'cat', suggested: 'dog' },
  ...{ confidence: 0.9, givenConfidence: 0.1, threshold: 0.8, margin: -0.8 + at / 100 },
  neighbours: [{ picture: '/home/ann/elsewhere/near.jpg', label: 'dog', similarity: 0.9 }],
});
const how = { method: 'confident-learning', folds: 5, seed: 0, judged: 9, images: 9, unjudged: 0, found: 5 } as const;

describe.each([
  ['an admin', 'admin'],
  ['a reader', 'reader'],
] as const)('what a run recorded, as %s sees it', (_, role) => {
  const admin = 'a-key-of-the-environment-0123456789';
  let server: TestServer;
  let key = admin;
  beforeAll(async () => {
    server = await startTestServer({ model: false, settings: { SUPCON_API_KEY: admin } });
    if (role === 'reader') {
      const init = { method: 'POST', body: JSON.stringify({ name: 'looker', role }), headers: { 'content-type': 'application/json' } };
      const made = await fetch(`${server.url}/v1/keys`, { ...init, headers: { ...init.headers, authorization: `Bearer ${admin}` } });
      key = ((await made.json()) as Schemas['ShownKey']).secret;
    }
  });
  afterAll(() => server.close());

  const ask = (address: string) => server.ask('GET', address, { headers: { authorization: `Bearer ${key}` } });

  async function makeRun(id: string, file?: unknown): Promise<string> {
    const folder = path.join(server.home, 'runs', id);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'config.json'), JSON.stringify({ data: { root: '/home/ann lee/flowers' } }));
    if (file !== undefined) await writeFile(path.join(folder, 'label-issues.json'), JSON.stringify(file));
    return folder;
  }

  it('label issues in pages, most doubtful first, without paths of the machine for readers', async () => {
    const pictures = ['rose/1.jpg', 'rose/2.jpg', '/home/ann/a b/3.jpg', 'rose/4.jpg', 'rose/5.jpg'];
    await makeRun('r-1', { formatVersion: 1, ...how, issues: pictures.map((picture, at) => issue(at, picture)) });
    const seen: Schemas['LabelIssue'][] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const { status, body } = await ask(`/v1/runs/r-1/label-issues?limit=2${next === '' ? '' : `&after=${next}`}`);
      const page = body as Schemas['LabelIssueList'];
      expect([status, page.how]).toEqual([200, how]);
      expect(page.issues.length).toBeLessThanOrEqual(2);
      seen.push(...page.issues);
      next = page.next;
    }
    const shown = role === 'admin' ? '/home/ann/a b/3.jpg' : '…/3.jpg';
    expect(seen.map(({ picture }) => picture)).toEqual(['rose/1.jpg', 'rose/2.jpg', shown, 'rose/4.jpg', 'rose/5.jpg']);
    expect(seen.map(({ margin }) => margin)).toEqual([0, 1, 2, 3, 4].map((at) => -0.8 + at / 100));
    expect(seen[0]!.neighbours[0]!.picture).toBe(role === 'admin' ? '/home/ann/elsewhere/near.jpg' : '…/near.jpg');
    expect((await ask('/v1/runs/r-1/label-issues?after=99')).body).toEqual({ how, issues: [] });
  });

  it('none of a run that recorded none or whose file is a link, and says so where it cannot be read', async () => {
    await makeRun('none');
    await makeRun('other', { formatVersion: 7 });
    const linked = await makeRun('linked');
    await symlink(path.join(server.home, 'runs', 'r-1', 'label-issues.json'), path.join(linked, 'label-issues.json'));
    for (const id of ['none', 'linked']) {
      const { status, body } = await ask(`/v1/runs/${id}/label-issues`);
      expect([status, body]).toEqual([200, { how: null, issues: [] }]);
    }
    expect(await ask('/v1/runs/other/label-issues')).toMatchObject({
      status: 200,
      body: { how: null, issues: [], problem: expect.stringMatching(/cannot be shown: formatVersion: .*supcon evaluate/) as string },
    });
    expect(await ask('/v1/runs/nobody/label-issues')).toMatchObject({ status: 404, body: { code: 'RUN_NOT_FOUND' } });
    for (const query of ['after=x', 'after=-1', 'limit=0', 'limit=1001'])
      expect((await ask(`/v1/runs/r-1/label-issues?${query}`)).status).toBe(400);
  });

  it('what it failed with and what it warned of, without paths of the machine for readers', async () => {
    const folder = await makeRun('failing');
    const events = [
      { type: 'warning', code: 'BAD_IMAGES', message: 'left out: /home/ann lee/flowers/rose/1.jpg' },
      { type: 'failed', code: 'BAD_DATA', message: "ENOENT: open '/var/lib/supcon/x.json'" },
    ];
    const time = '2026-11-30T10:00:00.000Z';
    await writeFile(path.join(folder, 'metrics.jsonl'), events.map((event) => `${JSON.stringify({ time, ...event })}\n`).join(''));
    const wanted = role === 'admin' ? events.map(({ message }) => message) : ['left out: …/flowers/rose/1.jpg', "ENOENT: open '…/x.json'"];
    const said = (body: unknown) => (body as Schemas['RunMetrics']).events.map((event) => 'message' in event && event.message);
    expect(said((await ask('/v1/runs/failing/metrics')).body)).toEqual(wanted);
    const stream = String((await ask('/v1/runs/failing/events')).body);
    for (const message of wanted) expect(stream).toContain(message);
    expect((await ask('/v1/runs/failing')).body).toMatchObject({ status: 'failed', error: { message: wanted[1] } });
    const { runs } = (await ask('/v1/runs')).body as Schemas['RunList'];
    expect(runs.find(({ id }) => id === 'failing')?.error?.message).toBe(wanted[1]);
  });

  it('the last lines of its log, without paths of the machine for readers', async () => {
    const folder = await makeRun('talking');
    expect((await ask('/v1/runs/talking/log')).body).toEqual({ recorded: false, lines: [], more: false });
    const transcript = openTranscript(folder, { environment: { HF_TOKEN: 'hf_abcdefgh' } });
    for (let step = 0; step < 300; step++) transcript.write(`step ${step}`);
    transcript.write('\u001b[31m/home/ann lee/flowers/rose/1.jpg\u001b[0m is no picture, says /usr/lib/x.so with hf_abcdefgh');
    const { lines, more } = (await ask('/v1/runs/talking/log')).body as Schemas['RunLog'];
    expect([lines.length, more, lines[0]!.text]).toEqual([200, true, 'step 101']);
    expect(lines.at(-1)!.text).toBe(
      role === 'admin'
        ? '/home/ann lee/flowers/rose/1.jpg is no picture, says /usr/lib/x.so with [hidden]'
        : '…/flowers/rose/1.jpg is no picture, says …/x.so with [hidden]',
    );
    const all = (await ask('/v1/runs/talking/log?lines=2000')).body as Schemas['RunLog'];
    expect([all.lines.length, all.more]).toEqual([301, false]);
    for (const wrong of ['0', '2001', 'x']) expect((await ask(`/v1/runs/talking/log?lines=${wrong}`)).status).toBe(400);
  });
});
