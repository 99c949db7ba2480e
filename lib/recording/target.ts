import * as v from 'valibot';

/** The shape of a {@link Target}, to parse one that was stored or sent. */
export const targetSchema = v.union([
  v.object({ uploadUrl: v.string() }),
  v.object({ endpoint: v.string(), headers: v.record(v.string(), v.string()) }),
  v.object({ unknown: v.literal(true) }),
]);

/**
 * Where a recording is sent: to an upload URL, or to one that a server of the person's own mints for each recording.
 * Not known where a file was found without its record. A signed URL and the headers are secrets.
 */
export type Target = v.InferOutput<typeof targetSchema>;

/** The upload URL that the person gave; null when it is still to be minted. */
export function givenUploadUrl(target: Target): string | null {
  return 'uploadUrl' in target ? target.uploadUrl : null;
}
