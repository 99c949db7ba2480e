/**
 * Writes something small that a full disk may have refused: once more when room could be made for it.
 * @param makeRoom gives back what is held on the disk; false when there is nothing.
 * @throws what `write` throws.
 */
export async function withRoom(write: () => Promise<void>, makeRoom: () => boolean): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!makeRoom()) throw error;
    await write();
  }
}
