/** How far an upload is. */
export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/** A fetch that tells how much of its body was sent, which that of browsers does not. The answer is read whole.
 * @param onProgress told while the body goes out. */
export function uploadFetch(onProgress: (progress: UploadProgress) => void): (request: Request) => Promise<Response> {
  return async (asked) => {
    const body = await asked.blob();
    return new Promise<Response>((resolve, reject) => {
      const sending = new XMLHttpRequest();
      sending.open(asked.method, asked.url);
      sending.responseType = 'arraybuffer';
      for (const [name, value] of asked.headers) sending.setRequestHeader(name, value);
      sending.upload.onprogress = ({ loaded, total }) => onProgress({ sentBytes: loaded, totalBytes: total });
      sending.onload = () => {
        const { status, statusText } = sending;
        const headers = readHeaders(sending.getAllResponseHeaders());
        resolve(new Response(status === 204 ? null : (sending.response as ArrayBuffer), { status, statusText, headers }));
      };
      sending.onerror = () => reject(new TypeError('the connection to the server was lost'));
      sending.onabort = () => reject(new DOMException('the upload was ended', 'AbortError'));
      asked.signal.addEventListener('abort', () => sending.abort(), { once: true });
      if (asked.signal.aborted) sending.abort();
      else sending.send(body);
    });
  };
}

/** Headers as a browser writes them down, a line each. */
export function readHeaders(text: string): [string, string][] {
  return text.split('\r\n').flatMap((line): [string, string][] => {
    const at = line.indexOf(':');
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
  });
}
