import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { findLabelIssues, writeLabelIssues } from './label-issue-file.js';

it('finds swapped labels and writes them as CSV and JSON, names with commas, quotes and formulas and all', () =>
  inTemporaryFolder(async (folder) => {
    const { embeddings, labels } = labelledClouds(1, 90, 3, 0.5);
    const wrong = [4, 40, 71];
    const given = labels.map((label, row) => (wrong.includes(row) ? (label + 1) % 3 : label));
    const names = ['=cat', 'a "dog", small', 'eel'];
    const paths = Array.from(given, (label, row) => `${names[label]!}/${row}.jpg`);
    const findings = findLabelIssues({ embeddings, labels: given }, paths, names, 0);
    expect(findings).toMatchObject({ images: 90, folds: 5, unjudged: 0 });
    expect(findings.suspects.map(({ path }) => path).sort()).toEqual(wrong.map((row) => paths[row]!).sort());

    const file = join(folder, 'issues.csv');
    expect(await writeLabelIssues(file, findings)).toBe(join(folder, 'issues.json'));
    expect(JSON.parse(await readFile(join(folder, 'issues.json'), 'utf8'))).toEqual(findings);
    const rows: Record<string, string>[] = parse(await readFile(file, 'utf8'), { columns: true });
    expect(rows).toHaveLength(3);
    rows.forEach((row, at) => {
      const suspect = findings.suspects[at]!;
      // A leading quote keeps a spreadsheet from running a name that begins with =.
      expect(row['path']!.replace(/^'/, '')).toBe(suspect.path);
      expect(Object.values(row).every((cell) => !cell.startsWith('='))).toBe(true);
      expect(row['suggested']!.replace(/^'/, '')).toBe(suspect.suggested);
      expect(Number(row['doubt'])).toBeCloseTo(-suspect.margin, 3);
      expect(row['neighbours']!.split('; ')).toHaveLength(5);
    });
  }));
