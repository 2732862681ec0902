// Opens databases on the message of another process, at the moment that it names.
import { openDatabase } from '../dist/adapters/sqlite/open-database.js';

process.on('message', ({ file, at, migrations }) => {
  while (Date.now() < at);
  try {
    openDatabase(file, migrations).close();
    process.send('opened');
  } catch (error) {
    process.send(`${error.code}: ${error.cause?.code}`);
  }
});
process.send('ready');
