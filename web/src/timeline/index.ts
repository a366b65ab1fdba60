// The island that moves one cursor over all lanes of the picture of the process. Without it the picture stands as it
// is, with the same as a table beside it.
//
// Markup that the page brings:
//
//   <figure class="timeline" data-island="timeline"
//           data-start="2025-05-01" data-end="2025-11-12"   first and last day of the axis
//           data-x0="170" data-x1="990"                     where they lie, in units of the viewBox
//           data-href="?as_of={on}"                         the page as of a day
//           data-label-cursor="On {on}">                    what the cursor says
//     <div class="timeline-scroll" tabindex="0" role="group" aria-labelledby="…"><svg class="timeline-svg" viewBox="0 0 W H">
//       … any elements with data-on="YYYY-MM-DD", data-to="YYYY-MM-DD" (for what lasted), data-label="…" …
//     </svg></div>
//     <output class="timeline-readout" aria-live="polite"></output>
//   </figure>
//
// Pointer: the cursor follows; a click opens the page as of that day. Keyboard, on the region: the arrows go from day to
// day on which something happened, Home and End to the first and last, Enter opens the page.
import { pageEvent } from "../clock/page-event.ts";

const dayMs = 86_400_000;
/** How far from a point in time the cursor still names it, in units of the viewBox. */
const reach = 6;

interface Mark {
  readonly element: SVGElement;
  readonly on: number;
  readonly to: number;
  readonly label: string;
}

class Timeline {
  readonly #svg: SVGSVGElement;
  readonly #region: HTMLElement;
  readonly #output: HTMLOutputElement;
  readonly #cursor = document.createElementNS("http://www.w3.org/2000/svg", "path");
  readonly #marks: Mark[];
  readonly #start: number;
  readonly #end: number;
  readonly #x0: number;
  readonly #x1: number;
  readonly #href: string;
  readonly #label: string;
  readonly #dates = new Intl.DateTimeFormat(document.documentElement.lang || "en", { dateStyle: "long", timeZone: "UTC" });
  #day: number | undefined;

  constructor(figure: HTMLElement) {
    const { start = "", end = "", x0 = "0", x1 = "0", href = "", labelCursor = "{on}" } = figure.dataset;
    this.#svg = figure.querySelector("svg")!;
    this.#region = figure.querySelector<HTMLElement>(".timeline-scroll")!;
    this.#output = figure.querySelector("output")!;
    [this.#start, this.#end, this.#x0, this.#x1] = [dayOf(start), dayOf(end), Number(x0), Number(x1)];
    [this.#href, this.#label] = [href, labelCursor];
    this.#marks = [...this.#svg.querySelectorAll<SVGElement>("[data-on]")].map((element) => {
      const on = dayOf(element.dataset["on"]!);
      const { to, label = "" } = element.dataset;
      return { element, on, to: to === undefined ? on : dayOf(to), label };
    });
    this.#cursor.setAttribute("class", "timeline-cursor");
    this.#svg.addEventListener("pointermove", (event) => this.#moveTo(this.#dayAt(event)));
    this.#svg.addEventListener("pointerdown", (event) => this.#moveTo(this.#dayAt(event)));
    this.#svg.addEventListener("click", (event) => this.#open(this.#dayAt(event)));
    this.#region.addEventListener("keydown", (event) => this.#key(event));
  }

  #dayAt(event: PointerEvent | MouseEvent): number {
    const box = this.#svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.#svg.viewBox.baseVal.width;
    const part = (x - this.#x0) / (this.#x1 - this.#x0);
    return Math.round(this.#start + Math.min(1, Math.max(0, part)) * (this.#end - this.#start));
  }

  #xOf(day: number): number {
    const span = Math.max(1, this.#end - this.#start);
    return this.#x0 + ((day - this.#start) / span) * (this.#x1 - this.#x0);
  }

  #moveTo(day: number): void {
    if (day === this.#day) return;
    this.#day = day;
    const x = this.#xOf(day);
    const { height } = this.#svg.viewBox.baseVal;
    this.#cursor.setAttribute("d", `M${x} 18V${height}`);
    this.#svg.append(this.#cursor);
    const standing = this.#marks.filter(({ element, on, to }) => {
      const isPoint = on === to;
      const isNear = isPoint ? Math.abs(this.#xOf(on) - x) <= reach : on <= day && day <= to;
      element.classList.toggle("is-near", isNear);
      return isNear;
    });
    const date = this.#dates.format(new Date(day * dayMs));
    const labels = [...new Set(standing.map(({ label }) => label))].join(" · ");
    this.#output.textContent = this.#label.replace("{on}", date) + (labels && `: ${labels}`);
  }

  #open(day: number): void {
    if (this.#href) location.assign(this.#href.replace("{on}", new Date(day * dayMs).toISOString().slice(0, 10)));
  }

  #key(event: KeyboardEvent): void {
    const now = this.#day ?? this.#end + 1;
    const days = [...new Set(this.#marks.flatMap(({ on, to }) => [on, to]))]
      .filter((day) => day >= this.#start && day <= this.#end)
      .sort((a, b) => a - b);
    const isRightToLeft = getComputedStyle(this.#region).direction === "rtl";
    const [earlier, later] = isRightToLeft ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
    const targets: Record<string, number | undefined> = {
      [earlier!]: days.findLast((day) => day < now),
      [later!]: days.find((day) => day > now),
      Home: days[0],
      End: days.at(-1),
    };
    if (event.key === "Enter" && this.#day !== undefined) {
      this.#open(this.#day);
    } else if (event.key in targets) {
      event.preventDefault();
      const day = targets[event.key];
      if (day === undefined) return;
      this.#moveTo(day);
      const scale = this.#svg.getBoundingClientRect().width / this.#svg.viewBox.baseVal.width;
      this.#region.scrollLeft = this.#xOf(day) * scale - this.#region.clientWidth / 2;
    }
  }
}

/** A date as the number of its day since 1970. */
function dayOf(date: string): number {
  return Math.round(Date.parse(date) / dayMs);
}

function attach(): void {
  for (const figure of document.querySelectorAll<HTMLElement>('figure[data-island="timeline"]')) new Timeline(figure);
}

attach();
document.addEventListener(pageEvent, attach);
