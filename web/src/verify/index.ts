// The island that checks the record in the reader's own browser.
//
// Markup that the page brings:
//
//   <section class="verify" data-island="verify"
//            data-base="/istanbul"                  the process's address, without a slash at its end
//            data-process="<64 hex digits>"         hash of the charter: what identifies the process
//            data-rooms="registry public"           names of the rooms that are checked, the registry first
//            data-room="public" data-index="17" data-note="<64 hex digits>"
//                                                   only on a note's page: the room, entry and commitment of that note
//            data-start="auto"                      begin without being asked; left out, a button begins
//            data-level="2">                        level of the headings that are written (2 if left out)
//     <p data-without-script>…</p>                  what to do without this program; hidden once it runs
//     <template data-messages>…</template>          every word, see messages.ts
//   </section>
//
// It fetches, below data-base, for each room `/<room>/checkpoint`, `/<room>/tile/…`, `/<room>/notes?from=N&to=M`, and
// for one note `/<room>/proof/<commitment>`. What it writes has the classes listed in styles/README.md, Verify.
import { Island } from "./island.ts";
import { Messages } from "./messages.ts";

for (const element of document.querySelectorAll<HTMLElement>('[data-island="verify"]')) {
  const template = element.querySelector<HTMLTemplateElement>("template[data-messages]");
  if (template) new Island(element, new Messages(template, document.documentElement.lang || "en"));
}
