export { randomFrom } from '../../dev/chaos/random-from.ts';
