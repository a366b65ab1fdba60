// The words of the islands on members' pages: the page brings them along, since locales live on the server.
//
//   <template data-messages><p data-key="sent">Sent: …</p>…</template>
//
// `{reason}` and `{count}` stand for what the island fills in. The server lists the keys in src/pages/acting.rs.

/** Says what the page has words for. */
export class Words {
  readonly #texts = new Map<string, string>();

  constructor(root: ParentNode) {
    const template = root.querySelector<HTMLTemplateElement>("template[data-messages]");
    for (const element of template?.content.querySelectorAll<HTMLElement>("[data-key]") ?? []) {
      this.#texts.set(element.dataset["key"] ?? "", element.textContent ?? "");
    }
  }

  /** The words of a key; one that the page lacks shows as its key, an honest gap. */
  say(key: string, values: Record<string, string | number> = {}): string {
    const text = this.#texts.get(key) ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }

  has(key: string): boolean {
    return this.#texts.has(key);
  }
}
