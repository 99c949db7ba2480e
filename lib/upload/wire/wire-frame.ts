/**
 * Opens a frame that sends to one origin alone what comes through `port`, see `wireTransport`. Returns what removes it, and
 * with it the request under way.
 */
export function openWireFrame(origin: string, port: MessagePort): () => void {
  const frame = document.createElement('iframe');
  frame.src = `/wire.html#${encodeURIComponent(origin)}`;
  frame.addEventListener('load', () => frame.contentWindow?.postMessage(null, location.origin, [port]), { once: true });
  document.body.append(frame);
  return () => frame.remove();
}
