import { constants, setPriority } from 'node:os';
import { isMainThread, Worker } from 'node:worker_threads';

// Loaded into the program that trains before its own code (`--import`), and into its threads, which have nothing to do here.
if (isMainThread) {
  // Whoever asks the server comes first. Threads that are made from here on inherit it.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  // A thread of its own: training holds the main one for as long as a step takes, and longer.
  new Worker(new URL('./watch-server.js', import.meta.url), { name: 'watch-server', execArgv: [] }).unref();
}
