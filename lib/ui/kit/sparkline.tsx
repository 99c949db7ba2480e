const WIDTH = 59;
const HEIGHT = 20;

/** Bytes sent in each of the last 60 seconds, oldest first, as a picture; the figure beside it says the same in words. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  const padded = [...Array<number>(Math.max(0, WIDTH + 1 - values.length)).fill(0), ...values.slice(-WIDTH - 1)];
  const top = Math.max(1, ...padded);
  const points = padded.map((value, second) => `${second},${(HEIGHT - (value / top) * HEIGHT).toFixed(1)}`).join(' ');
  return (
    <svg class="sparkline" aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
      <polygon class="area" points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} />
      <polyline class="stroke" points={points} />
    </svg>
  );
}
