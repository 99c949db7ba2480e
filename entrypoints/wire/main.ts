import { serveWire } from '../../lib/upload/wire/serve-wire.ts';
import { xhrTransport } from '../../lib/upload/wire/xhr-transport.ts';

// A frame of the offscreen document, which sends bodies to one origin: XMLHttpRequest follows redirects, and nothing but a
// policy keeps it from taking a recording elsewhere. A worker has the policy of the manifest; only a document can add to it.
const policy = document.createElement('meta');
policy.httpEquiv = 'Content-Security-Policy';
policy.content = `connect-src ${decodeURIComponent(location.hash.slice(1))}`;
document.head.append(policy);

addEventListener('message', ({ source, ports: [port] }) => {
  if (source !== parent || port === undefined) return;
  serveWire(port, xhrTransport, (violated) => {
    document.addEventListener('securitypolicyviolation', violated);
    return () => document.removeEventListener('securitypolicyviolation', violated);
  });
});
