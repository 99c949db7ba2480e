/** Where a recording is sent. `uploadUrl` is a signed URL: a secret. */
export interface Target {
  readonly uploadUrl: string;
}
