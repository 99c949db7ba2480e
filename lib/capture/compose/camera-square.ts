import { evenDown } from '../../base/pixels.ts';
import { squareOf } from './layout.ts';
import type { PlanarKind } from './planar-frame.ts';
import { layoutOf, planesOf, type Square } from './planes.ts';
import { SquareScaler } from './scale-square.ts';
import { colourChange, type YuvColours } from './yuv-colours.ts';

/** Makes the square to draw from the camera's frames, once per frame however often it's drawn. */
export class CameraSquare {
  #bytes = new Uint8Array();
  #scaler: { readonly key: string; readonly scaler: SquareScaler } | null = null;
  #last: { readonly of: VideoFrame; readonly key: string; readonly square: Square } | null = null;

  /**
   * Starts copying the frame before it returns.
   * @param side of the square, in pixels, even.
   * @returns null if so few pixels would show nothing.
   */
  async take(frame: VideoFrame, kind: PlanarKind, side: number, colours: YuvColours): Promise<Square | null> {
    const key = JSON.stringify([side, colours]);
    if (this.#last?.of === frame && this.#last.key === key) return this.#last.square;
    this.#last = null;
    const { visibleRect } = frame;
    if (visibleRect === null) return null;
    const from = squareOf(visibleRect);
    const fromSide = evenDown(from.width);
    if (fromSide === 0 || side === 0) return null;
    const rect = {
      x: visibleRect.x + evenDown(from.x),
      y: visibleRect.y + evenDown(from.y),
      width: fromSide,
      height: fromSide,
    };
    const byteLength = (fromSide * fromSide * 3) / 2;
    if (this.#bytes.length !== byteLength) this.#bytes = new Uint8Array(byteLength);
    const bytes = this.#bytes;
    const layout = layoutOf(kind.format, fromSide, fromSide);
    await frame.copyTo(bytes, { rect, layout: [...layout] });
    const square = this.#scalerFor(fromSide, side).scale(planesOf(kind.format, bytes, layout));
    colourChange(kind.colours, colours)?.(square);
    this.#last = { of: frame, key, square };
    return square;
  }

  /** Drops its buffers: the browser may still be writing to them. */
  forget(): void {
    this.#bytes = new Uint8Array();
    this.#last = null;
  }

  #scalerFor(fromSide: number, toSide: number): SquareScaler {
    const key = `${fromSide} ${toSide}`;
    if (this.#scaler?.key !== key) this.#scaler = { key, scaler: new SquareScaler(fromSide, toSide) };
    return this.#scaler.scaler;
  }
}
