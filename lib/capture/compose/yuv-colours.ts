import type { Square } from './planes.ts';

/** The meaning of a picture's values: https://www.w3.org/TR/webcodecs/#videocolorspace */
export interface YuvColours {
  readonly matrix: 'bt601' | 'bt709';
  /** Whether luma goes from 0 to 255 rather than from 16 to 235. */
  readonly isFullRange: boolean;
}

/** The share of red and blue in luma. */
const WEIGHTS = { bt601: { red: 0.299, blue: 0.114 }, bt709: { red: 0.2126, blue: 0.0722 } } as const;

/**
 * Converts a square from one color space to another; null if they are the same. Greys stay grey, so the resulting
 * chroma depends on chroma alone.
 */
export function colourChange(from: YuvColours, to: YuvColours): ((square: Square) => void) | null {
  if (from.matrix === to.matrix && from.isFullRange === to.isFullRange) return null;
  const source = rangeOf(from);
  const target = rangeOf(to);
  const a = WEIGHTS[from.matrix];
  const b = WEIGHTS[to.matrix];
  // First the source's red and blue (minus luma) and green; then the target's luma, and its red and blue minus that.
  const redPerV = 2 * (1 - a.red);
  const bluePerU = 2 * (1 - a.blue);
  const greenPerV = (-a.red * redPerV) / (1 - a.red - a.blue);
  const greenPerU = (-a.blue * bluePerU) / (1 - a.red - a.blue);
  const bGreen = 1 - b.red - b.blue;
  const yPerU = bGreen * greenPerU + b.blue * bluePerU;
  const yPerV = b.red * redPerV + bGreen * greenPerV;
  const chroma = target.chroma / source.chroma;
  const [uPerU, uPerV] = [(bluePerU - yPerU) / (2 * (1 - b.blue)), -yPerV / (2 * (1 - b.blue))];
  const [vPerU, vPerV] = [-yPerU / (2 * (1 - b.red)), (redPerV - yPerV) / (2 * (1 - b.red))];
  const luma = target.luma / source.luma;
  const lumaPerChroma = target.luma / source.chroma;

  return ({ side, y, u, v }) => {
    const half = side / 2;
    for (let row = 0; row < half; row += 1) {
      for (let column = 0; column < half; column += 1) {
        const at = row * half + column;
        const [blueness, redness] = [(u[at] ?? 0) - 128, (v[at] ?? 0) - 128];
        const more = target.black - luma * source.black + lumaPerChroma * (yPerU * blueness + yPerV * redness);
        u[at] = byteOf(128 + chroma * (uPerU * blueness + uPerV * redness));
        v[at] = byteOf(128 + chroma * (vPerU * blueness + vPerV * redness));
        const above = 2 * row * side + 2 * column;
        y[above] = byteOf(luma * (y[above] ?? 0) + more);
        y[above + 1] = byteOf(luma * (y[above + 1] ?? 0) + more);
        y[above + side] = byteOf(luma * (y[above + side] ?? 0) + more);
        y[above + side + 1] = byteOf(luma * (y[above + side + 1] ?? 0) + more);
      }
    }
  };
}

/** The luma of black. */
export function blackOf({ isFullRange }: YuvColours): number {
  return isFullRange ? 0 : 16;
}

function rangeOf(colours: YuvColours) {
  const isFull = colours.isFullRange;
  return { black: blackOf(colours), luma: isFull ? 255 : 219, chroma: isFull ? 255 : 224 };
}

function byteOf(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
