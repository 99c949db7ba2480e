/**
 * Whether anything answers at a URL's origin. The answer itself stays unreadable, which is why no server can object: this
 * tells a dead server from one that the browser keeps us from talking to. The upload URL itself is not touched.
 */
export async function isThere(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const root = new URL('/', url);
    await fetch(root, { method: 'HEAD', mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal });
    return true;
  } catch {
    // Whatever the reason is: nobody answered.
    return false;
  }
}
