/** The orders for the page of the other uploaders. Sizes are bytes. */
export type PeerOrder =
  /** Puts what the URL gives into the page's private file system, for the orders that follow. */
  | { readonly kind: 'store'; readonly contentUrl: string }
  | {
      readonly kind: 'bare XHR';
      readonly url: string;
      readonly chunkBytes: number;
      readonly totalBytes: number;
      /** The same chunk of memory each time, or parts of the file that was stored. */
      readonly from: 'memory' | 'file';
    }
  | { readonly kind: '@mux/upchunk'; readonly url: string; readonly chunkBytes: number }
  /** `chunkBytes` null: everything in one request, which is its default. */
  | { readonly kind: 'tus-js-client'; readonly url: string; readonly chunkBytes: number | null }
  /** A recording that is kept as one Blob to which slices are added. */
  | {
      readonly kind: 'growing Blob';
      readonly url: string;
      readonly chunkBytes: number;
      readonly totalBytes: number;
      readonly sliceBytes: number;
    };
