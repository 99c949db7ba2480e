/** The pixel formats that can be drawn on: luma, then chroma at half the resolution. */
export type PlanarFormat = 'I420' | 'NV12';

/** One component of a picture in memory. Pixel (x, y) is at `offset + y * stride + x * step`. */
export interface Plane {
  readonly bytes: Uint8Array;
  readonly offset: number;
  /** Bytes from one line to the next. */
  readonly stride: number;
  /** Bytes from one pixel to the next. */
  readonly step: number;
}

/** A picture in memory: luma, and two chroma planes at half the resolution. */
export type Planes = readonly [y: Plane, u: Plane, v: Plane];

/** The offset and stride of each plane, as `VideoFrame.copyTo` takes and returns them. */
export type Layout = readonly { readonly offset: number; readonly stride: number }[];

/** The layout of a picture of this size in a buffer of its own, without gaps. Both sides are even. */
export function layoutOf(format: PlanarFormat, width: number, height: number): Layout {
  const luma = { offset: 0, stride: width };
  if (format === 'NV12') return [luma, { offset: width * height, stride: width }];
  const half = width / 2;
  return [luma, { offset: width * height, stride: half }, { offset: width * height * 1.25, stride: half }];
}

/** The layout that places a picture inside another one. Both coordinates are even. */
export function movedTo(layout: Layout, format: PlanarFormat, x: number, y: number): Layout {
  return layout.map(({ offset, stride }, index) => {
    if (index === 0) return { offset: offset + y * stride + x, stride };
    return { offset: offset + (y / 2) * stride + (format === 'NV12' ? x : x / 2), stride };
  });
}

/** The planes of a picture in a buffer. */
export function planesOf(format: PlanarFormat, bytes: Uint8Array, layout: Layout): Planes {
  const [luma, first, second] = layout;
  if (luma === undefined || first === undefined) throw new Error('A layout has too few planes.');
  const y: Plane = { bytes, ...luma, step: 1 };
  if (format === 'NV12') {
    return [y, { bytes, ...first, step: 2 }, { bytes, offset: first.offset + 1, stride: first.stride, step: 2 }];
  }
  if (second === undefined) throw new Error('A layout has too few planes.');
  return [y, { bytes, ...first, step: 1 }, { bytes, ...second, step: 1 }];
}

/** Fills it with black. `black`: the luma of black, 0 or 16. */
export function blacken(bytes: Uint8Array, layout: Layout, black: number): void {
  const colours = layout[1]?.offset ?? bytes.length;
  bytes.fill(black, 0, colours).fill(128, colours);
}

/** A scaled square part of a picture, with an even side. */
export interface Square {
  readonly side: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

/** A square of this side to draw into. */
export function newSquare(side: number): Square {
  const half = side / 2;
  return {
    side,
    y: new Uint8Array(side * side),
    u: new Uint8Array(half * half),
    v: new Uint8Array(half * half),
  };
}
