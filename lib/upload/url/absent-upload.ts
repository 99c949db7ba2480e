/** Says in a server's log what it is about. */
const MARK = '-no-such-upload';

/** The address of an upload that doesn't exist, at the server of this one, wherever the server keeps an upload's id. */
export function absentUpload(uploadUrl: string): string {
  const { origin, pathname, searchParams } = new URL(uploadUrl);
  const query = [...searchParams].map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value + MARK)}`,
  );
  const path = pathname === '/' ? '/' : pathname.replace(/\/+$/, '');
  return `${origin}${path}${MARK}${query.length === 0 ? '' : '?'}${query.join('&')}`;
}
