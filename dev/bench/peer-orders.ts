/** The orders for the page of the other uploaders. Sizes are bytes. */
export type PeerOrder =
  /** Saves what the URL serves to the page's private file system for later orders. */
  | { readonly kind: 'store'; readonly contentUrl: string }
  | {
      readonly kind: 'bare XHR';
      readonly url: string;
      readonly chunkBytes: number;
      readonly totalBytes: number;
      /** The same chunk of memory each time, or parts of the stored file. */
      readonly from: 'memory' | 'file';
    }
  | { readonly kind: '@mux/upchunk'; readonly url: string; readonly chunkBytes: number }
  /** `chunkBytes` null: everything in one request, its default. */
  | { readonly kind: 'tus-js-client'; readonly url: string; readonly chunkBytes: number | null }
  /** A recording kept as one Blob that slices are appended to. */
  | {
      readonly kind: 'growing Blob';
      readonly url: string;
      readonly chunkBytes: number;
      readonly totalBytes: number;
      readonly sliceBytes: number;
    };
