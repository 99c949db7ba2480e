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

/** Hosts that name a bucket in front of theirs or in the path. A bucket's name is unique in all regions; group 1, if it's in front. */
const BUCKET_HOSTS: readonly { readonly store: string; readonly host: RegExp }[] = [
  { store: 's3', host: /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com$/ },
  { store: 'gs', host: /^(?:(.+)\.)?storage\.googleapis\.com$/ },
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
  return isSigned && !names.has('upload_id') ? fileAt(url) : uploadUrl;
}

/** The same for every address of a file: with or without TLS, its bucket before the host or in the path. */
function fileAt({ host, hostname, pathname }: URL): string {
  const path = decoded(pathname);
  for (const { store, host: named } of BUCKET_HOSTS) {
    const match = named.exec(hostname);
    if (match === null) continue;
    const [, bucket] = match;
    return bucket === undefined ? `${store}:/${path}` : `${store}://${bucket}${path}`;
  }
  return `https://${host}${path}`;
}

/** A name may be written in several ways. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
