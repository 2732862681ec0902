/** Has the browser save a file that the page has made or fetched. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to save it by then.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
