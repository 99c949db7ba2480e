import { evenDown } from '../../base/pixels.ts';
import type { CameraPicture } from './camera-picture.ts';
import { squareOf } from './layout.ts';
import { movedTo, planesOf, type Square } from './planes.ts';
import { SquareScaler } from './scale-square.ts';
import { colourChange, type YuvColours } from './yuv-colours.ts';

/** Makes the square to draw from the camera's pictures, once per picture however often it's drawn. */
export class CameraSquare {
  #scaler: { readonly key: string; readonly scaler: SquareScaler } | null = null;
  #last: { readonly of: CameraPicture; readonly key: string; readonly square: Square } | null = null;

  /**
   * @param side of the square, in pixels, even.
   * @returns null if it isn't planar, or if so few pixels would show nothing.
   */
  take(picture: CameraPicture, side: number, colours: YuvColours): Square | null {
    const key = JSON.stringify([side, colours]);
    if (this.#last?.of === picture && this.#last.key === key) return this.#last.square;
    this.#last = null;
    if (picture.planar === null) return null;
    const { format, pixels, colours: own } = picture.planar;
    const from = squareOf({ width: pixels.init.codedWidth, height: pixels.init.codedHeight });
    const fromSide = evenDown(from.width);
    if (fromSide === 0 || side === 0) return null;
    const layout = movedTo(pixels.init.layout, format, evenDown(from.x), evenDown(from.y));
    const square = this.#scalerFor(fromSide, side).scale(planesOf(format, pixels.bytes, layout));
    colourChange(own, colours)?.(square);
    this.#last = { of: picture, key, square };
    return square;
  }

  #scalerFor(fromSide: number, toSide: number): SquareScaler {
    const key = `${fromSide} ${toSide}`;
    if (this.#scaler?.key !== key) this.#scaler = { key, scaler: new SquareScaler(fromSide, toSide) };
    return this.#scaler.scaler;
  }
}
