// The lines of what is checked, each with a count that runs.
import { make } from "./make.ts";
import type { Messages } from "./messages.ts";
import type { Check, Reporter, Skipped } from "./report.ts";

/** How long a count stands before it is written again: more often nobody could read it. */
const countStandsMs = 50;

export class Lines implements Reporter {
  readonly #list: HTMLElement;
  readonly #messages: Messages;
  #writtenMs = 0;
  readonly #lines = new Map<Check, { line: HTMLElement; count: HTMLElement; total: number }>();

  constructor(list: HTMLElement, messages: Messages) {
    this.#list = list;
    this.#messages = messages;
  }

  plan(checks: readonly Check[]): void {
    for (const check of checks) {
      const count = make("span", "verify-count");
      const line = make("li", "verify-check is-waiting", make("span", "", this.#messages.say(`check-${check}`, {})), count);
      line.dataset["check"] = check;
      this.#lines.set(check, { line, count, total: 0 });
      this.#list.append(line);
    }
  }

  begin(check: Check, total: number): void {
    const entry = this.#lines.get(check)!;
    entry.total = total;
    entry.line.className = "verify-check is-running";
    this.step(check, 0);
  }

  step(check: Check, done: number): void {
    const { count, total } = this.#lines.get(check)!;
    const now = performance.now();
    if (done > 0 && done < total && now - this.#writtenMs < countStandsMs) return;
    this.#writtenMs = now;
    count.replaceChildren(this.#messages.say("count", { done, total }));
  }

  good(check: Check): void {
    this.#lines.get(check)!.line.className = "verify-check is-good";
  }

  skip(check: Check, why: Skipped): void {
    const { line, count } = this.#lines.get(check)!;
    line.className = "verify-check is-skipped";
    const key = ({ "none-asked": "count-none-asked", "first-time": "count-first-time" } as const)[why];
    count.replaceChildren(this.#messages.say(key, {}));
  }

  /** No more is checked. `failed` is the check that failed, if it was one that ended it. */
  stop(failed: Check | undefined): void {
    for (const [check, { line, count }] of this.#lines) {
      if (check === failed) {
        line.className = "verify-check is-bad";
      } else if (line.matches(".is-waiting, .is-running")) {
        line.className = "verify-check is-waiting";
        count.replaceChildren(this.#messages.say("count-unreached", {}));
      }
    }
  }
}
