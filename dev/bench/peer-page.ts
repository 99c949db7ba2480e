import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { text } from 'node:stream/consumers';
import type { Inspector } from '../browser/inspector.ts';
import { answerContent } from './content.ts';
import type { PeerOrder } from './peer-orders.ts';

/** A page with the other uploaders, loaded as their READMEs say. */
const PAGE = `<!doctype html>
<title>Other uploaders</title>
<script src="/peers/tus.js"></script>
<script type="module">
  import * as UpChunk from '/peers/upchunk.js';
  globalThis.UpChunk = UpChunk;
  await import('/peers/peers.js');
</script>`;

const require = createRequire(import.meta.url);

/** The browser APIs we use in the extension's pages. */
declare const chrome: { readonly tabs: { create(tab: { url: string; active: boolean }): Promise<unknown> } };

/** The page that runs the other uploaders, and its server. It handles one order at a time. */
export class PeerPage {
  /** The page's pending request for an order, and the order nobody has asked for yet. A closed page stops asking. */
  #asking: ServerResponse | null = null;
  #order: PeerOrder | null = null;
  #done: (problem: string) => void = () => undefined;

  /** Opens it in a foreground tab, without attaching a debugger. */
  async open({ page }: Inspector, origin: string): Promise<void> {
    await page.evaluate(async (url) => await chrome.tabs.create({ url, active: true }), `${origin}/peers`);
  }

  /** Resolves when it's done. @throws Error that says what went wrong in the page. */
  async order(order: PeerOrder): Promise<void> {
    const problem = await new Promise<string>((done) => {
      this.#done = done;
      this.#order = order;
      this.#hand();
    });
    if (problem !== '') throw new Error(`${order.kind}: ${problem}`);
  }

  /** Serves what the page requests: itself, its scripts, content and orders. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, first = '', second = ''] = (request.url ?? '').split('/');
    if (first === 'content') await answerContent(response, Number(second));
    else if (second === 'order') {
      this.#asking = response;
      response.once('close', () => {
        if (this.#asking === response) this.#asking = null;
      });
      this.#hand();
    } else if (second === 'done') {
      const problem = await text(request);
      response.writeHead(204).end();
      this.#done(problem);
    } else if (second === 'upchunk.js') {
      sendScript(response, await readFile(require.resolve('@mux/upchunk').replace('.cjs.js', '.mjs'), 'utf8'));
    } else if (second === 'tus.js')
      sendScript(response, await readFile(require.resolve('tus-js-client/dist/tus.min.js'), 'utf8'));
    else if (second === 'peers.js') {
      const source = await readFile(new URL('peers.ts', import.meta.url), 'utf8');
      sendScript(response, stripTypeScriptTypes(source));
    } else if (first === 'peers') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
    else response.writeHead(404).end();
  }

  #hand(): void {
    if (this.#asking === null || this.#order === null) return;
    const [response, order] = [this.#asking, this.#order];
    this.#asking = this.#order = null;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(order));
  }
}

function sendScript(response: ServerResponse, script: string): void {
  response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(script);
}
