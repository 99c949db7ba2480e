import * as Comlink from 'comlink';

interface Thrown {
  readonly value: { readonly what?: unknown } & object;
}

/**
 * Has what an engine rejects with keep its message on the way out of its worker. Comlink itself passes on the text and the
 * name alone. To be called once, in the worker, before it answers; `messageOf` reads it on the other side.
 */
export function passErrorsOn(): void {
  const plain = Comlink.transferHandlers.get('throw');
  if (plain === undefined) return;
  Comlink.transferHandlers.set('throw', {
    canHandle: plain.canHandle,
    deserialize: plain.deserialize,
    serialize: (thrown: Thrown) => {
      const [serialized, transfer] = plain.serialize(thrown) as [{ value: object }, Transferable[]];
      const { what } = thrown.value;
      return [what === undefined ? serialized : { ...serialized, value: { ...serialized.value, what } }, transfer];
    },
  });
}
