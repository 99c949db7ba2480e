import { idsIn, type Message } from '../../lib/recording/message.ts';
import type { Target } from '../../lib/recording/target.ts';
import { Content } from './content.ts';
import { FakeClock } from './fake-clock.ts';
import { GOOD_SERVER, type ServerPlan } from './model-server.ts';
import { ModelTransport } from './model-transport.ts';
import type { Rig } from './rig.ts';
import type { Schedule, Step } from './schedule.ts';
import { GOOD_TUS } from './tus-server.ts';
import { PORTAL, World } from './world.ts';

const UNIT_BYTES = 256 * 1024;
/** For the longest Retry-After, the slowest request and the longest backoff, one after the other, and again. */
const LONG_ENOUGH_MS = 20 * 60_000;
/** Long enough that a delay can run out between two looks at the clock. */
const LOOK_MS = 0.3;

/** Causes that pass, and leave the server as it was. */
const PASSING: ReadonlySet<string> = new Set([
  PORTAL,
  'effects unknown',
  'could not be seen',
  'minting refused again and again',
]);

/** Makes the thing under test, in a world. */
export type MakeRig = (world: World, transport: ModelTransport, schedule: Schedule) => Rig;

/** What {@link drive} is told and tells. */
export interface DriveOptions {
  /** Keep and compare every byte, not samples. */
  readonly wholeContent: boolean;
  /** Names of what was seen, of all schedules. */
  readonly kinds: Set<string>;
}

/**
 * Drives a rig through a schedule to its end and throws when a rule was broken on the way, or when it ended in any way
 * but these: whole at the server; or not, with a reason for the person, and every byte still here. Where it was not
 * whole, a good new URL must make it so.
 */
export async function drive(schedule: Schedule, makeRig: MakeRig, options: DriveOptions): Promise<void> {
  const clock = new FakeClock({ lookMs: LOOK_MS });
  const content = new Content(schedule.seed, options.wholeContent);
  const rules = { chunkBytes: schedule.chunkUnits * UNIT_BYTES, early: schedule.earlySeconds !== null };
  const world = new World(clock, content, rules, schedule, options.kinds);
  const transport = new ModelTransport(world);
  const rig = makeRig(world, transport, schedule);
  const drill = new Drill(schedule, world, transport, rig);
  await drill.run();
}

class Drill {
  readonly #schedule: Schedule;
  readonly #world: World;
  readonly #transport: ModelTransport;
  readonly #rig: Rig;
  readonly #pending = new Set<Promise<void>>();
  #urls = 0;
  #sealed = false;
  #appendedBytes = 0;
  /** Cancels whose end was not heard of. */
  #unansweredCancels = 0;
  #wasComplete = false;
  #refusedAsOver = false;
  /** Whether the recorder died, and with it what it had handed over and nobody had written yet. */
  #wasCrash = false;

  constructor(schedule: Schedule, world: World, transport: ModelTransport, rig: Rig) {
    this.#schedule = schedule;
    this.#world = world;
    this.#transport = transport;
    this.#rig = rig;
  }

  async run(): Promise<void> {
    const { clock } = this.#world;
    for (const what of this.#schedule.hangs) this.#world.hangs.add(what);
    await this.#rig.begin(this.#newTarget());
    for (const { afterMs, event } of this.#schedule.steps) {
      await clock.advance(afterMs);
      await this.#do(event);
      this.#start(this.#rig.tick());
      this.#judge();
    }
    await this.#end();
  }

  async #do(event: Step['event']): Promise<void> {
    const { clock, kinds } = this.#world;
    const rig = this.#rig;
    if (event.kind !== 'slice' && event.kind !== 'hang') kinds.add(event.kind);
    switch (event.kind) {
      case 'slice':
        if (!this.#sealed) {
          this.#appendedBytes += event.bytes;
          this.#start(rig.append(event.bytes));
        }
        return;
      case 'seal':
        return this.#seal();
      case 'retry now':
        this.#world.wantsTry();
        return this.#start(rig.retryNow());
      case 'pause':
        return this.#start(rig.pauseUpload());
      case 'resume':
        return this.#start(rig.resumeUpload());
      case 'offline':
        this.#world.isCalledOffline = false;
        this.#world.online = false;
        return this.#transport.cutAll(event.hang);
      case 'online':
        this.#world.isCalledOffline = false;
        this.#world.online = true;
        return;
      case 'called offline':
        if (this.#world.online) this.#world.isCalledOffline = true;
        return;
      case 'clock jumps':
        clock.jump(event.byMs);
        return;
      case 'portal':
        this.#world.portal.open(clock.monotonicMs(), event.forMs, event.namesLength);
        return;
      case 'new URL':
        if (rig.standing !== 'complete' && rig.standing !== 'failed') this.#start(this.#useNewUrl());
        return;
      case 'hang':
        this.#world.hangs.add(event.what, event.calls);
        return;
      case 'cancel':
        return this.#start(this.#cancel());
      case 'crash':
        this.#die();
        await clock.advance(event.downMs);
        this.#sealed = true;
        this.#wasCrash = true;
        return this.#resume();
      case 'worker dies':
        this.#die();
        return this.#resume(true);
    }
  }

  #die(): void {
    this.#transport.crash();
    this.#world.clock.crash();
    this.#world.crash();
    this.#pending.clear();
    this.#rig.crash();
  }

  /** `recorderLives`: it holds what has not been written, and presses on with a Stop that was not answered. */
  async #resume(recorderLives = false): Promise<void> {
    const rig = this.#rig;
    if (rig.standing === 'complete' || rig.standing === 'failed') return;
    const isUnanswered = recorderLives && !this.#wasCrash && this.#sealed && this.#world.sealedBytes === null;
    if (isUnanswered) this.#start(rig.failOver().then(() => rig.seal()));
    else this.#start(this.#sealed ? rig.recover() : rig.failOver());
    await this.#world.clock.advance(0);
  }

  /** A call that takes its time, and must not fail. */
  #start(call: Promise<void>): void {
    const watched = call
      .catch((error: unknown) => this.#world.violate(`A call failed: ${String(error)}`))
      .finally(() => this.#pending.delete(watched));
    this.#pending.add(watched);
  }

  #seal(): void {
    if (this.#sealed) return;
    this.#sealed = true;
    this.#start(this.#rig.seal());
  }

  async #useNewUrl(): Promise<void> {
    const old = this.#rig.url;
    this.#world.wantsTry();
    const isTaken = await this.#rig.useNewUrl(this.#newTarget());
    this.#world.wantsTry();
    if (!isTaken) this.#refusedAsOver = true;
    else if (old !== this.#world.mint?.url) this.#world.retire(old);
  }

  async #cancel(): Promise<void> {
    // Perhaps a new URL that was given before is used only now: it is that one which is cancelled then.
    this.#world.excuse(this.#rig.url, 'cancelled here');
    this.#unansweredCancels += 1;
    await this.#rig.cancelUpload();
    this.#unansweredCancels -= 1;
    this.#world.excuse(this.#rig.url, 'cancelled here');
  }

  #newTarget(): Target {
    if (this.#schedule.offers !== null) return { endpointName: 'mint.example' };
    const plan = this.#schedule.servers[this.#urls] ?? GOOD_SERVER;
    this.#urls += 1;
    if (this.#schedule.tus !== null) {
      const uploadUrl = `https://tus.example/${this.#urls}?token=SECRET${this.#urls}`;
      this.#world.addTus(uploadUrl, this.#schedule.tus[this.#urls - 1] ?? GOOD_TUS);
      return { uploadUrl };
    }
    const uploadUrl = this.#schedule.knownUrl
      ? `https://storage.googleapis.com/bucket/${this.#urls}?upload_id=SECRET${this.#urls}`
      : `https://uploads.example/${this.#urls}?token=SECRET${this.#urls}`;
    this.#world.addServer(uploadUrl, plan);
    return { uploadUrl };
  }

  /** Nothing goes wrong any more. */
  async #calm(): Promise<void> {
    const { clock } = this.#world;
    this.#world.endFaults();
    this.#world.hangs.end();
    this.#world.isCalledOffline = false;
    this.#world.online = true;
    this.#start(this.#rig.resumeUpload());
    this.#seal();
    const isOver = () => this.#pending.size === 0 && this.#rig.standing !== 'going on';
    const stop = await clock.runUntil(isOver, LONG_ENOUGH_MS);
    // An upload that is tried for ever is in the middle of a try now and then.
    if (stop === 'late') await clock.runUntil(() => isOver() || this.#rig.link.kind === 'stalled', LONG_ENOUGH_MS);
    this.#check(this.#pending.size === 0, 'A call never came back');
    this.#judge();
  }

  /** What answers in the servers' place goes on beyond the last step, while it is recorded or after that. */
  async #outlastPortal(): Promise<void> {
    const { clock, portal } = this.#world;
    const leftMs = portal.leftMs(clock.monotonicMs());
    if (leftMs === 0) return;
    if (this.#schedule.seed % 2 === 0) this.#seal();
    await clock.advance(leftMs);
    this.#judge();
  }

  async #end(): Promise<void> {
    await this.#outlastPortal();
    await this.#calm();
    const rig = this.#rig;
    const causes = this.#world.causesAt(rig.url);
    const { standing } = rig;
    const isOver = standing === 'complete' || standing === 'failed';
    this.#check(isOver || !this.#refusedAsOver, 'A new URL was refused although there was something to send');
    for (const what of this.#world.hangs.seen) this.#world.kinds.add(`${what} hangs`);
    this.#check(
      this.#wasCrash || rig.spooledBytes === this.#appendedBytes,
      'A slice that was handed over is not on disk',
    );
    if (standing === 'failed') {
      this.#check(rig.spooledBytes === 0 && !this.#wasComplete, 'A recording with bytes in it was called failed');
      return;
    }
    if (standing === 'complete') return;
    // Not whole, then: with a reason, for a cause, and with every byte still here.
    const stalled = standing === 'going on' && rig.link.kind === 'stalled';
    const mayBeUnconfirmed = standing === 'unconfirmed' && (this.#isSilent || causes.size > 0);
    this.#check(
      standing === 'blocked' || stalled || mayBeUnconfirmed,
      `It neither goes on nor says why: ${JSON.stringify(rig.link)}`,
    );
    this.#check(saysWhy(rig.reason), 'It does not say why it does not go on');
    this.#check(
      mayBeUnconfirmed || this.#isExcused(),
      `It gave up without a cause (${[...causes]}): ${rig.reason?.id}`,
    );
    this.#check(rig.spooledBytes === this.#world.committedBytes, 'Bytes are missing on this machine');
    if (await this.#triesAgain(causes)) return;
    this.#world.mint?.mendItsWays();
    const { servers, tus } = this.#schedule;
    this.#urls = Math.max(this.#urls, servers.length, tus?.length ?? 0);
    this.#start(this.#useNewUrl());
    await this.#calm();
    const after = this.#rig.standing;
    this.#check(after === 'complete', `A good new URL does not help: ${after}, ${rig.reason?.id}`);
  }

  /** Where nothing but what answered in the server's place ended it, it is whole when it is tried again. */
  async #triesAgain(causes: ReadonlySet<string>): Promise<boolean> {
    const all = [...causes, ...this.#world.causesAt(this.#world.mint?.url ?? '')];
    if (!all.includes(PORTAL) || all.some((cause) => !PASSING.has(cause)) || this.#unansweredCancels > 0) return false;
    if (this.#isWholeThere) return false;
    this.#world.kinds.add(`tried again after a portal: ${this.#rig.reason?.id}`);
    this.#world.wantsTry();
    const { url } = this.#rig;
    this.#start(this.#rig.retryNow());
    await this.#calm();
    const after = this.#rig.standing;
    const isSame = this.#rig.url === url || url === this.#world.mint?.url;
    const isWhole =
      isSame && this.#isWholeThere && (after === 'complete' || (after === 'unconfirmed' && this.#isSilent));
    // The portal had it taken for an address of whole files, and something lets no whole file of this size through.
    if (!isWhole && this.#plan?.limit != null) return false;
    this.#check(isWhole, `It does not go on when it is tried again: ${after}, ${this.#rig.reason?.id}`);
    return true;
  }

  /** Whether the server has all of it, whatever the program knows of that. */
  get #isWholeThere(): boolean {
    const { mint, sealedBytes } = this.#world;
    const { url } = this.#rig;
    return url !== mint?.url && sealedBytes !== null && this.#world.holds(url, sealedBytes);
  }

  /** Without a word on size nobody knows whether an address that may not be asked first held somebody else's bytes. */
  get #isSilent(): boolean {
    const plan = this.#plan;
    if (plan === null) return false;
    const tellsSize = plan.size !== 'not' && plan.reports !== 'hidden';
    return plan.query !== 'answers' || (!tellsSize && !this.#schedule.knownUrl);
  }

  /** What the server is like where the recording goes; null where it doesn't speak Content-Range. */
  get #plan(): ServerPlan | null {
    const { url } = this.#rig;
    return this.#world.siteAt(url) === null ? this.#world.serverAt(url).plan : null;
  }

  #isExcused(): boolean {
    const { url } = this.#rig;
    // The worker died in the middle of it: whether, and at which URL, it had cancelled is nobody's to say.
    if (this.#unansweredCancels > 0) return true;
    const causes = new Set(this.#world.causesAt(url));
    const plan = this.#plan;
    if (plan !== null && plan.reports === 'range' && plan.query === 'answers') {
      // A server that says where it stands is never given up because of what the network does.
      causes.delete('effects unknown');
      causes.delete('offset refused');
    }
    // Of a minted URL, the endpoint's causes count, too.
    const { mint } = this.#world;
    return causes.size > 0 || (mint !== null && this.#world.causesAt(mint.url).size > 0);
  }

  #judge(): void {
    const rig = this.#rig;
    const { sealedBytes, violations } = this.#world;
    if (rig.standing === 'complete') {
      this.#wasComplete = true;
      // An address that is not known to hold a session is not asked what it holds. Fewer of somebody else's bytes than were
      // sent look like ours; only a checksum could tell.
      if (this.#plan?.before === 'some bytes' && !this.#schedule.knownUrl) return;
      const whole = sealedBytes !== null && this.#world.holds(rig.url, sealedBytes);
      this.#check(whole, 'It was called complete, and the server does not have it');
      const { bytes } = rig;
      this.#check(
        bytes === null || sameBytes(bytes, this.#world.serverAt(rig.url).kept),
        'The server has other bytes than the disk',
      );
      this.#check(sealedBytes === rig.spooledBytes, 'It was called complete at another length than is on disk');
    }
    this.#check(violations.length === 0, violations.join('\n'));
    this.#check(this.#world.committedBytes <= this.#appendedBytes, 'More is on disk than was recorded');
  }

  #check(holds: boolean, rule: string): void {
    if (!holds) throw new Error(rule);
  }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** Whether a message says what happened in words of its own, and not in those of an error that nobody foresaw. */
function saysWhy(reason: Message | null): boolean {
  return reason !== null && !idsIn(reason).includes('text');
}
