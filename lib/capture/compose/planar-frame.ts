import type { PlanarFormat } from './planes.ts';
import type { YuvColours } from './yuv-colours.ts';

/** The format of a planar frame. */
export interface PlanarKind {
  readonly format: PlanarFormat;
  readonly colours: YuvColours;
}

/** What the standard's types do not know yet: https://www.w3.org/TR/webcodecs/#videoframe-interface */
interface TurnedFrame {
  readonly rotation?: number;
  readonly flip?: boolean;
}

/**
 * By the names of https://www.w3.org/TR/webcodecs/#enumdef-videomatrixcoefficients; an unlabelled frame is treated like
 * a camera's.
 */
const MATRICES: Readonly<Record<string, YuvColours['matrix']>> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
};

/** Sides are rounded when a frame is scaled down. */
const STRETCH = 0.02;

/** A frame's format; null if it isn't planar, is rotated, or is stretched for display. */
export function planarKindOf(frame: VideoFrame & TurnedFrame): PlanarKind | null {
  const { format, visibleRect: seen, colorSpace } = frame;
  const matrix = MATRICES[colorSpace.matrix ?? 'smpte170m'];
  if ((format !== 'I420' && format !== 'NV12') || seen === null || matrix === undefined) return null;
  // The browser scales a camera's picture down only by changing its display size.
  const isStretched = Math.abs((frame.displayWidth * seen.height) / (frame.displayHeight * seen.width) - 1) > STRETCH;
  const isTurned = (frame.rotation ?? 0) !== 0 || frame.flip === true;
  if (isStretched || isTurned || seen.x % 2 !== 0 || seen.y % 2 !== 0) return null;
  return { format, colours: { matrix, isFullRange: colorSpace.fullRange ?? false } };
}
