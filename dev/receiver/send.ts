import type { ServerResponse } from 'node:http';
import type { Answer } from './session.ts';

/** Answers with only a status and headers. */
export function sendStanding(response: ServerResponse, { status, headers }: Pick<Answer, 'status' | 'headers'>): void {
  response.writeHead(status, headers).end();
}

/** Answers with one sentence. */
export function sendText(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${sentence}\n`);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(data)}\n`);
}

/** Answers with a page. */
export function sendHtml(response: ServerResponse, html: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
}
