import * as Comlink from 'comlink';

interface Thrown {
  readonly value: { readonly what?: unknown } & object;
}

/**
 * Lets errors keep their message when they leave a worker: Comlink passes on only an error's text and name. Call it once, in
 * the worker, before the worker answers; `messageOf` reads the message on the other side.
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
