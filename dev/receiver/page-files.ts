import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';

const PAGES = new URL('../pages/', import.meta.url);
/** What pages import apart from each other. */
const MEDIABUNNY = new URL('../../node_modules/mediabunny/dist/bundles/mediabunny.mjs', import.meta.url);

/** Serves a file from dev/pages; TypeScript is served as JavaScript, with its types stripped. */
export async function answerPage(response: ServerResponse, name: string): Promise<void> {
  if (name === 'mediabunny.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(await readFile(MEDIABUNNY));
    return;
  }
  const kind = /^[a-z0-9-]+\.(html|ts)$/.exec(name)?.[1];
  const text = kind === undefined ? null : await readOrNull(new URL(name, PAGES));
  if (text === null) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such page.\n');
    return;
  }
  const type = kind === 'ts' ? 'text/javascript' : 'text/html; charset=utf-8';
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(kind === 'ts' ? stripTypeScriptTypes(text) : text);
}

async function readOrNull(url: URL): Promise<string | null> {
  try {
    return await readFile(url, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
