import * as v from 'valibot';

/** How to send a recording when the address doesn't say: in pieces while you record, or as one file after Stop. */
export const sendingSchema = v.picklist(['while-recording', 'after-stop']);

/** See {@link sendingSchema}. */
export type Sending = v.InferOutput<typeof sendingSchema>;

/**
 * An upload URL you gave. Without `sending`, what is found at the address decides. `replaces`: you want the file of an earlier recording
 * that was sent there replaced.
 */
export const givenUrlSchema = v.object({
  uploadUrl: v.string(),
  sending: v.exactOptional(sendingSchema),
  replaces: v.exactOptional(v.literal(true)),
});

/** See {@link givenUrlSchema}. */
export type GivenUrl = v.InferOutput<typeof givenUrlSchema>;

/** The shape of a {@link Target}, to parse one that was stored or sent. */
export const targetSchema = v.union([
  givenUrlSchema,
  v.object({ endpointName: v.string() }),
  v.object({ unknown: v.literal(true) }),
]);

/**
 * Where a recording is sent: to an upload URL, which is a secret, or to one from the minting endpoint, of which only
 * the name is stored, which is safe to show; the settings have its address and headers. Unknown for a file found
 * without its catalog row, and for a settled recording.
 */
export type Target = v.InferOutput<typeof targetSchema>;

/** Your own server that returns an upload URL for each recording. URL and headers are secrets. */
export interface MintingEndpoint {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The upload URL you gave; null when it is still to be minted. */
export function givenUploadUrl(target: Target): string | null {
  return 'uploadUrl' in target ? target.uploadUrl : null;
}

/** Whether both are the same, with the same choices. */
export function isSameTarget(one: Target, other: Target): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What you chose for an upload URL, see {@link givenUrlSchema}. */
export interface UrlChoices {
  /** Null: no choice. */
  readonly sending: Sending | null;
  readonly replaces: boolean;
}

/** Nothing is chosen for a URL until you do. */
export const NO_CHOICES: UrlChoices = { sending: null, replaces: false };

/** An upload URL with what you chose for it. */
export function givenUrl(uploadUrl: string, { sending, replaces }: UrlChoices): GivenUrl {
  return { uploadUrl, ...(sending && { sending }), ...(replaces && { replaces }) };
}

/** Whether the file of an earlier recording that was sent there is to be replaced. */
export function replacesEarlier(target: Target): boolean {
  return 'uploadUrl' in target && target.replaces === true;
}

/** All http(s) URLs in a stored value, however deep. They are secrets. */
export function urlsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(urlsIn);
}
