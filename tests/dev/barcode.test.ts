import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BARCODE_MODULUS, barcodeRects, drawBarcode, type Picture, readBarcode } from '../../dev/pages/barcode.ts';
import { dominantHz, rootMeanSquare } from '../../dev/pages/tone.ts';

interface Painting {
  readonly width: number;
  readonly height: number;
  readonly luma: Float32Array;
}

function paint(number: number, width: number, height: number): Painting {
  const luma = new Float32Array(width * height).fill(255);
  const area = { x: 0, y: 0, width, height: Math.round(height / 3) };
  for (const rect of barcodeRects(number, area)) {
    for (let y = rect.y; y < rect.y + rect.height; y += 1) {
      luma.fill(0, y * width + rect.x, y * width + rect.x + rect.width);
    }
  }
  return { width, height, luma };
}

/** Bilinear, into the middle of a picture with grey bars around. */
function scaleInto({ luma, width, height }: Painting, toWidth: number, toHeight: number, bar: number): Painting {
  const outWidth = toWidth + 2 * bar;
  const outHeight = toHeight + 2 * bar;
  const out = new Float32Array(outWidth * outHeight).fill(40);
  for (let y = 0; y < toHeight; y += 1) {
    for (let x = 0; x < toWidth; x += 1) {
      const fromX = Math.min(width - 1, Math.max(0, ((x + 0.5) * width) / toWidth - 0.5));
      const fromY = Math.min(height - 1, Math.floor((y * height) / toHeight));
      const left = Math.floor(fromX);
      const share = fromX - left;
      const at = (column: number): number => luma[fromY * width + Math.min(width - 1, column)] ?? 0;
      out[(y + bar) * outWidth + x + bar] = at(left) * (1 - share) + at(left + 1) * share;
    }
  }
  return { width: outWidth, height: outHeight, luma: out };
}

function toPicture({ luma, width, height }: Painting, noise: (index: number) => number = () => 0): Picture {
  const data = new Uint8ClampedArray(width * height * 4);
  luma.forEach((value, index) => {
    // Limited range, as video has it.
    const level = 16 + value * 0.86 + noise(index);
    data.set([level, level, level, 255], index * 4);
  });
  return { data, width, height };
}

/** Repeatable noise from -1 to 1. */
function noiseOf(seed: number): (index: number) => number {
  return (index) => {
    const mixed = Math.imul((index + seed * 7_919) ^ 0x9e3779b9, 0x85ebca6b);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 31 - 1;
  };
}

describe('a barcode', () => {
  test('of every 16-bit number that is drawn is read again', () => {
    for (let number = 0; number < BARCODE_MODULUS; number += 211) {
      expect(readBarcode(toPicture(paint(number, 400, 90)))).toBe(number);
    }
    expect(readBarcode(toPicture(paint(BARCODE_MODULUS - 1, 400, 90)))).toBe(BARCODE_MODULUS - 1);
    expect(readBarcode(toPicture(paint(BARCODE_MODULUS + 5, 400, 90)))).toBe(5);
  });

  test('is read through scaling, padding and noise', () => {
    fc.assert(
      fc.property(
        fc.nat(BARCODE_MODULUS - 1),
        fc.integer({ min: 240, max: 1_000 }),
        fc.nat(50),
        fc.nat(50),
        (number, width, bar, noise) => {
          const random = noiseOf(number);
          const picture = toPicture(scaleInto(paint(number, 640, 240), width, 150, bar), (i) => noise * random(i));
          expect(readBarcode(picture)).toBe(number);
        },
      ),
      { numRuns: 100, seed: 3 },
    );
  });

  test('is not seen in noise, in a blank picture, or in one of another kind', () => {
    const blank = { width: 320, height: 180, luma: new Float32Array(320 * 180).fill(255) };
    expect(readBarcode(toPicture(blank))).toBeNull();
    const stripes = { ...blank, luma: blank.luma.map((_, index) => (index % 16 < 8 ? 0 : 255)) };
    expect(readBarcode(toPicture(stripes))).toBeNull();
    for (let seed = 0; seed < 20; seed += 1) {
      const random = noiseOf(seed);
      expect(readBarcode(toPicture(blank, (index) => 120 * random(index)))).toBeNull();
    }
  });

  test('with a block that was turned over is not read as another number', () => {
    const picture = paint(0b1010_0000_1111_0011, 400, 90);
    // The code has 40 blocks of 10 pixels; data begins at block 2 + 8.
    for (let bit = 0; bit < 20; bit += 1) {
      const luma = picture.luma.map((value, index) =>
        Math.floor((index % 400) / 10) === 10 + bit && index < 400 * 25 && index > 400 * 8 ? 255 - value : value,
      );
      expect(readBarcode(toPicture({ ...picture, luma }))).toBeNull();
    }
  });

  test('is drawn black on white', () => {
    const calls: string[] = [];
    const brush = {
      fillStyle: '' as unknown,
      fillRect(x: number, _y: number, width: number): void {
        calls.push(`${this.fillStyle} ${x}+${width}`);
      },
    };
    drawBarcode(brush, 0, { x: 0, y: 0, width: 400, height: 90 });
    expect(calls.slice(0, 3)).toEqual(['#fff 0+400', '#000 20+10', '#000 40+10']);
  });
});

describe('a tone', () => {
  const tone = (hz: number): Float32Array =>
    Float32Array.from({ length: 16_384 }, (_, index) => 0.2 * Math.sin((2 * Math.PI * hz * index) / 48_000));

  test.each([100, 440, 1_000])('of %i Hz is recognised', (hz) => {
    expect(dominantHz(tone(hz), 48_000)).toBe(hz);
    expect(rootMeanSquare(tone(hz))).toBeCloseTo(0.2 / Math.SQRT2, 2);
  });

  test('is not heard in silence', () => {
    expect(dominantHz(new Float32Array(1_000), 48_000)).toBeNull();
    expect(rootMeanSquare(new Float32Array(0))).toBe(0);
  });
});
