/**
 * Opens a frame that sends what comes through `port` to one origin only, see `wireTransport`. Returns a function that
 * removes it, with the request under way.
 */
export function openWireFrame(origin: string, port: MessagePort): () => void {
  const frame = document.createElement('iframe');
  frame.src = `/wire.html#${encodeURIComponent(origin)}`;
  frame.addEventListener('load', () => frame.contentWindow?.postMessage(null, location.origin, [port]), { once: true });
  document.body.append(frame);
  return () => frame.remove();
}
