/** What is sent as it is, in one piece or as it comes. */
export type Archive = Blob | Uint8Array | ReadableStream<Uint8Array>;

/** The part of a request that carries it. @param type of its content. */
export function rawBody(raw: Archive, type: string) {
  return {
    body: raw as Blob,
    bodySerializer: (body: unknown) => body,
    headers: { 'Content-Type': type },
    // What fetch asks for with a stream.
    ...(raw instanceof ReadableStream ? { duplex: 'half' as const } : {}),
  };
}
