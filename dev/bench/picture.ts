import type { DrainResult } from './drain.ts';

const WIDTH = 720;
const LABEL_WIDTH = 210;
const VALUE_WIDTH = 90;
const BAR_HEIGHT = 18;
const ROW_HEIGHT = 24;
const HEAD_HEIGHT = 30;

/** The speeds of all uploaders as bars, one block per latency. Follows the reader's theme. */
export function drawDrain({ rows }: DrainResult): string {
  const latencies = [...new Set(rows.map(({ latencyMs }) => latencyMs))];
  let y = 0;
  const blocks = latencies.map((latencyMs) => {
    const here = rows.filter((row) => row.latencyMs === latencyMs);
    const most = Math.max(...here.map(({ mibPerSecond }) => mibPerSecond));
    const head = `<text class="head" x="0" y="${y + 20}">${latencyMs} ms latency</text>`;
    y += HEAD_HEIGHT;
    const bars = here.map(({ way, mibPerSecond }) => {
      const width = Math.round(((WIDTH - LABEL_WIDTH - VALUE_WIDTH) * mibPerSecond) / most);
      const ours = way.startsWith('Reelay') ? ' class="ours"' : '';
      const bar = [
        `<text x="${LABEL_WIDTH - 10}" y="${y + 14}" text-anchor="end">${way}</text>`,
        `<rect${ours} x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="2"/>`,
        `<text x="${LABEL_WIDTH + width + 8}" y="${y + 14}">${mibPerSecond.toFixed(0)} MiB/s</text>`,
      ].join('');
      y += ROW_HEIGHT;
      return bar;
    });
    return [head, ...bars].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 10}" role="img" aria-label="Upload speeds">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.head { font-weight: 600 }
rect { fill: #9aa4af }
.ours { fill: #d5443c }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } rect { fill: #6e7681 } .ours { fill: #ff6b61 } }
</style>
${blocks.join('\n')}
</svg>
`;
}
