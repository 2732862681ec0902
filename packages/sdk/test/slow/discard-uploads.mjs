/** A server that reads whatever it is sent, keeps nothing of it, and says that an item was added. Tells its parent the port. */
import { createServer } from 'node:http';

const added = JSON.stringify({ id: 'a', label: null, metadata: {}, version: 1, warnings: [] });
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end(added));
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));
