/** How the same question is asked from a shell.
 * @param file the picture's name, where it came from a file. */
export function curlCommand(options: { url: string; file: { name: string; type: string } } | { url: string; json: unknown }): string {
  const { url } = options;
  const [type, data] =
    'file' in options
      ? [options.file.type, `--data-binary @${quote(options.file.name)}`]
      : ['application/json', `-d ${quote(JSON.stringify(options.json))}`];
  return `curl -s -H 'content-type: ${type}' ${data} ${quote(url)}`;
}

/** For a POSIX shell. */
function quote(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
