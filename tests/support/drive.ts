import { NotLiveError } from '../../lib/engine/engine-api.ts';
import type { Target } from '../../lib/recording/target.ts';
import { Content } from './content.ts';
import { check, DrillJudge, saysWhy } from './drill-judge.ts';
import { FakeClock } from './fake-clock.ts';
import { GOOD_SERVER } from './model-server.ts';
import { ModelTransport } from './model-transport.ts';
import type { Opening } from './portal.ts';
import type { Rig } from './rig.ts';
import type { Schedule, Step } from './schedule.ts';
import { GOOD_TUS } from './tus-server.ts';
import { PORTAL, World } from './world.ts';

const UNIT_BYTES = 256 * 1024;
/** Covers the longest Retry-After, the slowest request and the longest backoff in a row, twice. */
const LONG_ENOUGH_MS = 20 * 60_000;
/** Long enough for a delay to run out between two readings of the clock. */
const LOOK_MS = 0.3;

/** Causes that pass and leave the server unchanged. */
const PASSING: ReadonlySet<string> = new Set([
  PORTAL,
  'effects unknown',
  'could not be seen',
  'minting refused again and again',
]);

/** Makes the thing under test, in a world. */
export type MakeRig = (world: World, transport: ModelTransport, schedule: Schedule) => Rig;

/** What {@link drive} takes, and what it fills in. */
export interface DriveOptions {
  /** Keep and compare every byte instead of samples. */
  readonly wholeContent: boolean;
  /** Names of everything seen, across all schedules. */
  readonly kinds: Set<string>;
}

/**
 * Drives a rig through a schedule to its end. Throws when a rule was broken on the way, or when the recording ended in
 * any state but these: whole at the server; or not, with a reason for the person and every byte still here. If it isn't
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
  readonly #judge: DrillJudge;
  readonly #pending = new Set<Promise<void>>();
  #urls = 0;
  #sealed = false;
  #appendedBytes = 0;
  #refusedAsOver = false;
  /** Whether the recorder died, taking with it whatever it had handed over that wasn't written yet. */
  #wasCrash = false;

  constructor(schedule: Schedule, world: World, transport: ModelTransport, rig: Rig) {
    this.#schedule = schedule;
    this.#world = world;
    this.#transport = transport;
    this.#rig = rig;
    this.#judge = new DrillJudge(schedule, world, rig);
  }

  async run(): Promise<void> {
    const { clock } = this.#world;
    for (const what of this.#schedule.hangs) this.#world.hangs.add(what);
    await this.#rig.begin(this.#newTarget());
    for (const [index, { afterMs, event }] of this.#schedule.steps.entries()) {
      if (index === this.#schedule.listFailsAfter) this.#failList();
      await clock.advance(afterMs);
      await this.#do(event);
      this.#start(this.#rig.tick());
      this.#judge.look(this.#appendedBytes);
    }
    await this.#end();
  }

  async #do(event: Step['event']): Promise<void> {
    const { clock, kinds } = this.#world;
    const rig = this.#rig;
    if (event.kind === 'portal') kinds.add(`portal: ${this.#portalForm}`);
    else if (event.kind !== 'slice' && event.kind !== 'hang') kinds.add(event.kind);
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
        this.#world.portal.open(clock.monotonicMs(), { ...event, form: this.#portalForm });
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
        this.#die(event.losesList);
        await clock.advance(event.downMs);
        this.#sealed = true;
        this.#wasCrash = true;
        return this.#resume();
      case 'worker dies':
        this.#die();
        return this.#resume(true);
    }
  }

  get #portalForm(): Opening['form'] {
    return this.#schedule.seed % 4 < 2 ? 'json' : 'empty';
  }

  #failList(): void {
    this.#world.listFails = true;
    this.#world.kinds.add('list fails');
  }

  #die(losesList = false): void {
    this.#transport.crash();
    this.#world.clock.crash();
    this.#world.crash();
    this.#pending.clear();
    this.#rig.crash(losesList);
  }

  /** `recorderLives`: it holds what hasn't been written yet, and repeats a Stop that got no answer. */
  async #resume(recorderLives = false): Promise<void> {
    const rig = this.#rig;
    if (rig.standing === 'complete' || rig.standing === 'failed') return;
    const isUnanswered = recorderLives && !this.#wasCrash && this.#sealed && this.#world.sealedBytes === null;
    if (isUnanswered) this.#start(this.#sealAgain());
    else this.#start(this.#sealed ? rig.recover() : rig.failOver());
    await this.#world.clock.advance(0);
  }

  /** The dead engine may have sealed it without living to say so. Then it is finished like one that was found. */
  async #sealAgain(): Promise<void> {
    try {
      await this.#rig.failOver();
      await this.#rig.seal();
    } catch (error) {
      if (!(error instanceof NotLiveError)) throw error;
      await this.#rig.recover();
    }
  }

  /** A call that may take a while but mustn't fail. */
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
    // If the worker dies midway, nobody can say at which URL it goes on.
    this.#world.unretire(old);
    const isTaken = await this.#rig.useNewUrl(this.#newTarget());
    this.#world.wantsTry();
    if (!isTaken) this.#refusedAsOver = true;
    else if (old !== this.#world.mint?.url) this.#world.retire(old);
  }

  async #cancel(): Promise<void> {
    // A new URL given earlier may only come into use now; in that case it's the one that gets cancelled.
    this.#world.excuse(this.#rig.url, 'cancelled here');
    this.#judge.unansweredCancels += 1;
    const { url } = this.#rig;
    const isTaken = await this.#rig.cancelUpload();
    this.#judge.unansweredCancels -= 1;
    if (isTaken && url === this.#rig.url && url !== this.#world.mint?.url) this.#world.retire(url);
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

  /** From here on, nothing goes wrong. */
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
    // An upload that retries forever is sometimes in the middle of a try.
    if (stop === 'late') await clock.runUntil(() => isOver() || this.#rig.link.kind === 'stalled', LONG_ENOUGH_MS);
    check(this.#pending.size === 0, 'A call never came back');
    this.#judge.look(this.#appendedBytes);
  }

  /** Whatever answers in the servers' place carries on past the last step, during the recording or after it. */
  async #outlastPortal(): Promise<void> {
    const { clock, portal } = this.#world;
    const leftMs = portal.leftMs(clock.monotonicMs());
    if (leftMs === 0) return;
    if (this.#schedule.seed % 2 === 0) this.#seal();
    await clock.advance(leftMs);
    this.#judge.look(this.#appendedBytes);
  }

  async #end(): Promise<void> {
    await this.#outlastPortal();
    await this.#calm();
    const rig = this.#rig;
    const causes = this.#world.causesAt(rig.url);
    const { standing } = rig;
    const isOver = standing === 'complete' || standing === 'failed';
    check(isOver || !this.#refusedAsOver, 'A new URL was refused although there was something to send');
    for (const what of this.#world.hangs.seen) this.#world.kinds.add(`${what} hangs`);
    check(this.#wasCrash || rig.spooledBytes === this.#appendedBytes, 'A slice that was handed over is not on disk');
    if (standing === 'failed') {
      check(rig.spooledBytes === 0 && !this.#judge.wasComplete, 'A recording with bytes in it was called failed');
      return;
    }
    if (standing === 'complete') return;
    // It isn't whole, so there must be a reason and a cause, and every byte must still be here.
    const stalled = standing === 'going on' && rig.link.kind === 'stalled';
    const isUnseen = this.#judge.isSilent || causes.size > 0 || this.#judge.wasTakenByPortal;
    const mayBeUnconfirmed = standing === 'unconfirmed' && isUnseen;
    check(
      standing === 'blocked' || stalled || mayBeUnconfirmed,
      `It neither goes on nor says why: ${JSON.stringify(rig.link)}`,
    );
    check(saysWhy(rig.reason), 'It does not say why it does not go on');
    check(
      mayBeUnconfirmed || this.#judge.isAnotherFileThere || this.#judge.isExcused(),
      `It gave up without a cause (${[...causes]}): ${rig.reason?.id}`,
    );
    check(rig.spooledBytes === this.#world.committedBytes, 'Bytes are missing on this machine');
    if (await this.#triesAgain(causes)) return;
    this.#world.mint?.mendItsWays();
    const { servers, tus } = this.#schedule;
    this.#urls = Math.max(this.#urls, servers.length, tus?.length ?? 0);
    this.#start(this.#useNewUrl());
    await this.#calm();
    const after = this.#rig.standing;
    check(after === 'complete', `A good new URL does not help: ${after}, ${rig.reason?.id}`);
  }

  /** If only something answering in the server's place ended it, a retry makes it whole. */
  async #triesAgain(causes: ReadonlySet<string>): Promise<boolean> {
    const all = [...causes, ...this.#world.causesAt(this.#world.mint?.url ?? '')];
    const wasPortal = all.includes(PORTAL) || this.#judge.isAnotherFileThere;
    if (!wasPortal || all.some((cause) => !PASSING.has(cause)) || this.#judge.unansweredCancels > 0) return false;
    if (this.#judge.isWholeThere) return false;
    this.#world.kinds.add(`tried again after a portal: ${this.#rig.reason?.id}`);
    this.#world.wantsTry();
    const { url } = this.#rig;
    this.#start(this.#rig.retryNow());
    await this.#calm();
    const after = this.#rig.standing;
    // The person had asked for another URL: the endpoint is tried again, and mints one.
    const isReplaced = url === this.#world.mint?.url || this.#world.isRetired(url);
    const isSame = (this.#rig.url === url) !== isReplaced;
    const isWhole =
      isSame && this.#judge.isWholeThere && (after === 'complete' || (after === 'unconfirmed' && this.#judge.isSilent));
    // The portal made it look like an address for whole files, and something blocks whole files of this size.
    const isLimited = this.#judge.plan?.limit != null;
    if (!isWhole && isLimited) return false;
    check(isWhole, `It does not go on when it is tried again: ${after}, ${this.#rig.reason?.id}`);
    return true;
  }
}
