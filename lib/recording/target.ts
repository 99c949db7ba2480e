import * as v from 'valibot';

/**
 * How to send a recording where the address does not say: in pieces while it is being made, or as one file after Stop.
 */
export const sendingSchema = v.picklist(['while-recording', 'after-stop']);

/** See {@link sendingSchema}. */
export type Sending = v.InferOutput<typeof sendingSchema>;

/** An upload URL that the person gave. Without `sending` it is left to what is found at the address. */
export const givenUrlSchema = v.object({ uploadUrl: v.string(), sending: v.exactOptional(sendingSchema) });

/** The shape of a {@link Target}, to parse one that was stored or sent. */
export const targetSchema = v.union([
  givenUrlSchema,
  v.object({ endpointName: v.string() }),
  v.object({ unknown: v.literal(true) }),
]);

/**
 * Where a recording is sent: to an upload URL, which is a secret; or to one that the minting endpoint gives, of which only
 * the name is remembered, safe to show: its address and headers are those that the settings have when it is asked. Not known
 * where a file was found without its record, and of what is over.
 */
export type Target = v.InferOutput<typeof targetSchema>;

/** A server of the person's own that hands out an upload URL for each recording. Secrets, both. */
export interface MintingEndpoint {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The upload URL that the person gave; null when it is still to be minted. */
export function givenUploadUrl(target: Target): string | null {
  return 'uploadUrl' in target ? target.uploadUrl : null;
}

/** All http(s) URLs in a stored value, however deep. They are secrets. */
export function urlsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(urlsIn);
}
