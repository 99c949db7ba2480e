/** The parameters that sign a URL for one file, by vendor: S3 and Google (fourth and second version), Alibaba, Huawei, Tencent, Azure. */
const SIGNATURES: readonly (readonly string[])[] = [
  ['x-amz-signature'],
  ['x-goog-signature'],
  ['signature', 'googleaccessid'],
  ['signature', 'awsaccesskeyid'],
  ['signature', 'ossaccesskeyid'],
  ['signature', 'accesskeyid'],
  ['x-oss-signature'],
  ['q-signature', 'q-sign-algorithm'],
  ['sig', 'se', 'sv'],
];

/**
 * What an upload URL stands for, to compare: of a URL that is signed for one file, the file, which another signature leads to as
 * well; any other URL itself, whose server can be asked. A session may be signed, too, but has an id of its own. It is as secret as
 * the URL.
 */
export function fileAddress(uploadUrl: string): string {
  const url = URL.parse(uploadUrl);
  if (url === null) return uploadUrl;
  const names = new Set([...url.searchParams.keys()].map((name) => name.toLowerCase()));
  const isSigned = SIGNATURES.some((signature) => signature.every((name) => names.has(name)));
  return isSigned && !names.has('upload_id') ? `${url.origin}${decoded(url.pathname)}` : uploadUrl;
}

/** A name may be written in several ways. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
