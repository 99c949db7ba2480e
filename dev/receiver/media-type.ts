const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+(?:;[\t\x20-\x7e]*)?$/;

/** Whether the text can be sent as a Content-Type header. */
export function isMediaType(text: string): boolean {
  return MEDIA_TYPE.test(text);
}

/** The type of a recording, judging by its first 12 bytes; `application/octet-stream` when unknown. */
export function sniffMediaType(head: Uint8Array): string {
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) return 'video/webm';
  if (String.fromCharCode(...head.subarray(4, 8)) === 'ftyp') return 'video/mp4';
  return 'application/octet-stream';
}
