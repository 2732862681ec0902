// A program for crash tests: writes version 1, 2, 3 ... of an artifact below the folder given, until it is killed.
import path from 'node:path';
import { writeArtifact } from '../src/artifact/index.js';
import { artifactContent } from './artifact-content.js';

const [home = '', first = '1'] = process.argv.slice(2);
for (let version = Number(first); ; version++) {
  await writeArtifact(path.join(home, 'pets', String(version)), artifactContent('pets', version));
  process.stdout.write(`${version}\n`);
}
