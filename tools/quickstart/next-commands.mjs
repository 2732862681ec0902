/**
 * What a person reads when everything runs: the address and three commands that work as they stand.
 * @param {{ url: string, collection: string, photo: string | undefined }} options
 */
export function nextCommands({ url, collection, photo = 'photo.jpg' }) {
  const type = /\.png$/i.test(photo) ? 'image/png' : /\.webp$/i.test(photo) ? 'image/webp' : 'image/jpeg';
  const file = quote(photo);
  return `
Supcon is running: ${url}

What is this?
  curl -s -H 'content-type: ${type}' --data-binary @${file} '${url}/v1/classify?topK=3'
What looks like this?
  curl -s -H 'content-type: ${type}' --data-binary @${file} '${url}/v1/collections/${collection}/search?k=5'
The same from TypeScript or JavaScript, run in this folder:
  SUPCON_URL=${url} node packages/sdk/examples/classify.mjs ${file}

Ctrl-C stops the server; the same command starts it again at once.
`;
}

/**
 * For a shell.
 * @param {string} text
 */
function quote(text) {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
