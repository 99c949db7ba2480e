/** In bytes. */
export const KIB = 1024;
/** In bytes. */
export const MIB = 1024 * KIB;
/** In bytes. */
export const GIB = 1024 * MIB;

/**
 * Every piece of an upload but the last must be a multiple of this many bytes.
 * @see https://cloud.google.com/storage/docs/performing-resumable-uploads#chunked-upload
 */
export const CHUNK_UNIT_BYTES = 256 * KIB;
