/** The bytes at the start of a file that identify its container. */
export const CONTAINER_HEAD_BYTES = 12;

/** EBML, https://www.rfc-editor.org/rfc/rfc8794.html#name-ebml-element; from our recorder it is WebM. */
const EBML = [0x1a, 0x45, 0xdf, 0xa3];
/** The type of the first box of an ISO media file, after its four bytes of size. */
const FTYP = [0x66, 0x74, 0x79, 0x70];

/** The MIME type of a recording, by its first bytes; null for a container we don't record. */
export function containerOf(head: Uint8Array): string | null {
  if (EBML.every((byte, at) => head[at] === byte)) return 'video/webm';
  if (FTYP.every((byte, at) => head[4 + at] === byte)) return 'video/mp4';
  return null;
}
