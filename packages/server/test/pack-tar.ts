import { Header } from 'tar';

/** An entry as a well-meaning packer would write it, or not. */
export interface TarEntry {
  readonly path: string;
  readonly content?: Uint8Array;
  /** Default a file. */
  readonly type?: NonNullable<ConstructorParameters<typeof Header>[0]> extends infer Data
    ? Data extends { type?: infer Type }
      ? Type
      : never
    : never;
  readonly link?: string;
  /** Default that of the content. */
  readonly size?: number;
}

/** A tar archive with these entries, unchecked: also such as no packer writes. @param ended whether it has its end. */
export function packTar(entries: readonly TarEntry[], ended = true): Buffer {
  const blocks = entries.flatMap(({ path, content = new Uint8Array(), type = 'File', link, size }) => {
    const header = new Header({
      ...{ path, type, mode: 0o644, size: size ?? content.length, mtime: new Date(0) },
      ...(link === undefined ? {} : { linkpath: link }),
    });
    header.encode();
    return [header.block!, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat(ended ? [...blocks, Buffer.alloc(1024)] : blocks);
}
