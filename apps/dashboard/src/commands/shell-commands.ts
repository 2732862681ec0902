/** Every shell command that a page shows. They are run in the project's folder; a test gives each to the real program. */

/** Set-up, training, index, server and dashboard in one.
 * @param data a folder of photos; the sample pictures without it. */
export function quickstartCommand(data?: string): string {
  return data === undefined ? 'npm run quickstart' : `npm run quickstart -- --data ${quote(data)}`;
}

/** A first training, on sample pictures that are made on the spot. */
export function trainSampleCommand(): string {
  return 'npx nx run train:quick';
}

/** Goes on with a run from its last checkpoint. */
export function resumeCommand(run: string): string {
  return `node packages/train/bin/supcon.mjs train --resume ${quote(run)}`;
}

/** A public data set of labelled photos, put where trainings on the server find it. */
export function fetchDataCommand(): string {
  return 'node packages/train/bin/supcon.mjs data fetch flowers';
}

/** A server that lets admins begin trainings. */
export function trainingServerCommand(): string {
  return 'node packages/server/bin/supcon-server.mjs --allow-training';
}

/** Fills a collection from a folder of pictures with one sub-folder for each class.
 * @param collection made if it does not exist. */
export function indexCommand(data: string, collection: string): string {
  return `node packages/server/bin/supcon-server.mjs index --data ${quote(data)} --collection ${quote(collection)}`;
}

/** Writes the list of a data set with the labels of a change set. @param changes the file that the page has saved. */
export function relabelCommand(data: string, changes: string): string {
  return `node packages/train/bin/supcon.mjs data relabel ${quote(data)} --changes ${quote(changes)}`;
}

/** Trains on a folder or a list of pictures. */
export function trainCommand(data: string): string {
  return `node packages/train/bin/supcon.mjs train --data ${quote(data)}`;
}

/** Lets a model serve. */
export function serveModelCommand(name: string, version: number): string {
  return `node packages/server/bin/supcon-server.mjs alias production ${quote(`${name}/${version}`)}`;
}

/** The SDK's example in plain JavaScript: classes of a picture and what looks like it.
 * @param origin of the server, as in `http://127.0.0.1:8080`. */
export function exampleCommand(origin: string, picture: string): string {
  return `SUPCON_URL=${quote(origin)} node packages/sdk/examples/classify.mjs ${quote(picture)}`;
}

/** What a request carries: a picture's file, or JSON. */
export type CurlBody = { readonly file: { readonly name: string; readonly type: string } } | { readonly json: unknown };

/** How a question is asked of the API. */
export function curlCommand(options: { readonly url: string } & CurlBody): string {
  const [type, data] =
    'file' in options
      ? [options.file.type, `--data-binary @${quote(options.file.name)}`]
      : ['application/json', `-d ${quote(JSON.stringify(options.json))}`];
  return `curl -s -H ${quote(`content-type: ${type}`)} ${data} ${quote(options.url)}`;
}

/** For a POSIX shell. */
function quote(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
