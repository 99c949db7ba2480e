/*
 * A frame number as a row of black and white blocks, readable from a recorded picture after compression and scaling.
 *
 *   finder  gap  20 blocks: 16 bits of the number, 4 bits of checksum  gap  finder
 *
 * A finder is black 1, white 1, black 3, white 1, black 1 (in blocks), as in a QR code. The two finders locate every
 * block, so neither the position nor the width of the code in the picture has to be known. A set bit is black.
 */

const FINDER = [1, 1, 3, 1, 1] as const;
const FINDER_BLOCKS = 7;
const GAP_BLOCKS = 1;
const NUMBER_BITS = 16;
const CHECK_BITS = 4;
const DATA_BLOCKS = NUMBER_BITS + CHECK_BITS;
const CODE_BLOCKS = 2 * (FINDER_BLOCKS + GAP_BLOCKS) + DATA_BLOCKS;
/** The white margin on every side, in blocks. */
const MARGIN_BLOCKS = 2;

/** The smallest difference between a line's darkest and brightest pixel that makes it worth reading. */
const LEAST_CONTRAST = 60;
/** How many lines of a picture are read, and how many of them must agree. */
const LINES = 90;
const LEAST_AGREEING_LINES = 2;

/** The numbers wrap around at this. */
export const BARCODE_MODULUS = 2 ** NUMBER_BITS;

/** The whole code's width in blocks, white margins included. */
export const BARCODE_BLOCKS = CODE_BLOCKS + 2 * MARGIN_BLOCKS;

/** A picture as returned by `CanvasRenderingContext2D.getImageData`: RGBA, 8 bits each, line by line. */
export interface Picture {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** A rectangle, in pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The black rectangles of a number's code within `area`, which must already be white. Edges fall on whole pixels. */
export function barcodeRects(number: number, area: Rect): Rect[] {
  const blockWidth = area.width / BARCODE_BLOCKS;
  const marginHeight = Math.min(area.height / 4, MARGIN_BLOCKS * blockWidth);
  const y = Math.round(area.y + marginHeight);
  const height = Math.round(area.y + area.height - marginHeight) - y;
  const edge = (block: number): number => Math.round(area.x + (MARGIN_BLOCKS + block) * blockWidth);
  return blocksOf(number).flatMap((black, block) =>
    black ? [{ x: edge(block), y, width: edge(block + 1) - edge(block), height }] : [],
  );
}

/** The parts of a canvas context needed for drawing. */
export interface Brush {
  fillStyle: unknown;
  fillRect(x: number, y: number, width: number, height: number): void;
}

/** Draws a number's code over `area`, white margins included. */
export function drawBarcode(brush: Brush, number: number, area: Rect): void {
  brush.fillStyle = '#fff';
  brush.fillRect(area.x, area.y, area.width, area.height);
  brush.fillStyle = '#000';
  for (const { x, y, width, height } of barcodeRects(number, area)) brush.fillRect(x, y, width, height);
}

/** The number encoded in the picture; null when there's none that can be trusted. */
export function readBarcode(picture: Picture): number | null {
  const votes = new Map<number, number>();
  for (let line = 0; line < LINES; line += 1) {
    const number = readLine(lumaOfLine(picture, Math.floor(((line + 0.5) / LINES) * picture.height)));
    if (number !== null) votes.set(number, (votes.get(number) ?? 0) + 1);
  }
  const [first, second] = [...votes].sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < LEAST_AGREEING_LINES || first[1] === second?.[1]) return null;
  return first[0];
}

function blocksOf(number: number): boolean[] {
  const value = number % BARCODE_MODULUS;
  const finder = FINDER.flatMap((width, index) => new Array<boolean>(width).fill(index % 2 === 0));
  const data = bitsOf(value, NUMBER_BITS).concat(bitsOf(checksum(value), CHECK_BITS));
  return [...finder, false, ...data, false, ...finder];
}

function bitsOf(value: number, count: number): boolean[] {
  return Array.from({ length: count }, (_, index) => ((value >> (count - 1 - index)) & 1) === 1);
}

/** Differs between numbers one bit apart, and is never all black or all white next to a number that is. */
function checksum(value: number): number {
  const folded = value ^ (value >> 4) ^ (value >> 8) ^ (value >> 12);
  return (folded & 0xf) ^ 0b0110;
}

function lumaOfLine({ data, width }: Picture, line: number): Float32Array {
  return Float32Array.from({ length: width }, (_, x) => {
    const at = (line * width + x) * 4;
    return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  });
}

function readLine(luma: Float32Array): number | null {
  const darkest = luma.reduce((a, b) => Math.min(a, b), 255);
  const brightest = luma.reduce((a, b) => Math.max(a, b), 0);
  if (brightest - darkest < LEAST_CONTRAST) return null;
  const threshold = (darkest + brightest) / 2;
  const finders = findFinders(runsOf(luma, threshold));
  for (const left of finders) {
    for (const right of finders) {
      const number = readBetween(luma, threshold, left, right);
      if (number !== null) return number;
    }
  }
  return null;
}

interface Run {
  readonly start: number;
  readonly width: number;
  readonly black: boolean;
}

interface Finder {
  readonly start: number;
  readonly end: number;
}

function runsOf(luma: Float32Array, threshold: number): Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let x = 1; x <= luma.length; x += 1) {
    const black = (luma[start] ?? 0) < threshold;
    if (x < luma.length && (luma[x] ?? 0) < threshold === black) continue;
    runs.push({ start, width: x - start, black });
    start = x;
  }
  return runs;
}

function findFinders(runs: readonly Run[]): Finder[] {
  return runs.flatMap((first, index) => {
    const five = runs.slice(index, index + FINDER.length);
    const last = five.at(-1);
    if (!first.black || last === undefined || five.length < FINDER.length) return [];
    const end = last.start + last.width;
    const blockWidth = (end - first.start) / FINDER_BLOCKS;
    const fits = five.every(({ width }, place) => Math.abs(width / blockWidth - (FINDER[place] ?? 0)) < 0.5);
    return fits ? [{ start: first.start, end }] : [];
  });
}

function readBetween(luma: Float32Array, threshold: number, left: Finder, right: Finder): number | null {
  const blockWidth = (right.end - left.start) / CODE_BLOCKS;
  const isFinderWide = ({ start, end }: Finder): boolean =>
    Math.abs((end - start) / blockWidth - FINDER_BLOCKS) < FINDER_BLOCKS / 10;
  if (left.end >= right.start || !isFinderWide(left) || !isFinderWide(right)) return null;
  let value = 0;
  for (let block = 0; block < DATA_BLOCKS; block += 1) {
    const middle = left.start + (FINDER_BLOCKS + GAP_BLOCKS + block + 0.5) * blockWidth;
    value = value * 2 + ((luma[Math.floor(middle)] ?? 0) < threshold ? 1 : 0);
  }
  const number = value >> CHECK_BITS;
  return (value & (2 ** CHECK_BITS - 1)) === checksum(number) ? number : null;
}
