/**
 * Whether anything answers at a URL's origin. The answer stays unreadable, so no server can object: this distinguishes
 * a dead server from one the browser blocks. The upload URL itself isn't touched.
 */
export async function isThere(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const root = new URL('/', url);
    await fetch(root, { method: 'HEAD', mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal });
    return true;
  } catch {
    // Whatever the reason: no answer.
    return false;
  }
}
