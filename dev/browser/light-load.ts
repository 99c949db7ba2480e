/*
 * What makes recording light for a machine that has better things to do than to draw, to encode and to play: a recording
 * of seconds is still one of megabytes.
 */

/** For the browser: a small tab, and no process in reserve for a page that may never be opened. */
export const LIGHT_FLAGS: readonly string[] = [
  '--window-size=800,600',
  '--disable-features=SpareRendererForSitePerProcess',
];

/** The receiver's page to record, with noise, at half the frames. */
export const LIGHT_PAGE = '/pages/frame-counter.html?noise&every=2';
