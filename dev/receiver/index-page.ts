import type { StoredSession } from './stored-session.ts';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { text-align: start; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  code { font-size: .9em; }`;

/** The receiver's start page: its sessions, newest first. */
export function indexPage(sessions: readonly StoredSession[]): string {
  const rows = sessions.map(sessionRow).join('');
  const table =
    rows === ''
      ? '<p>Nothing was uploaded yet.</p>'
      : `<table><thead><tr><th>Session</th><th>Minted</th><th>State</th><th>Bytes</th><th>Look at</th></tr></thead><tbody>${rows}</tbody></table>`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><link rel="icon" href="data:,"><title>Reelay's local receiver</title><style>${STYLE}</style>
<h1>Local receiver</h1>
<p>An upload server to develop against. Each upload URL is good for one recording.</p>
<form method="post" action="/uploads"><button>New upload URL</button></form>
${table}
<p>To record: <a href="/pages/frame-counter.html">a page that counts frames</a>.</p>
</html>
`;
}

function sessionRow({ identity, state }: StoredSession): string {
  const { id, createdAtMs } = identity;
  const bytes = state.totalBytes === null ? `${state.heldBytes}` : `${state.heldBytes} of ${state.totalBytes}`;
  const player = `/pages/player.html?src=${encodeURIComponent(`/uploads/${id}/file`)}`;
  return `<tr><td><code>${id}</code></td><td>${new Date(createdAtMs).toLocaleTimeString('en-GB')}</td><td>${state.phase}</td><td>${bytes}</td><td><a href="${player}">recording</a>, <a href="/uploads/${id}">report</a></td></tr>`;
}
