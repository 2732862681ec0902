import { Socket } from 'node:net';
import { LEAVE_WITHIN_MS } from './leave-within.js';

// The server holds the other end of this process's input and never writes: the end comes when that process is gone, however it went.
const server = new Socket({ fd: 0, readable: true, writable: false });
server.on('error', () => undefined);
server.once('close', () => {
  process.kill(process.pid, 'SIGINT');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LEAVE_WITHIN_MS);
});
server.resume();
