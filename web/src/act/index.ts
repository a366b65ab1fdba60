// The islands with which members act: the form of an act, a draft that several sign, and founding a process.
import { attachCharter, attachCharterChange } from "./agreeing.ts";
import { attachCirculation } from "./circulation.ts";
import { attachAct } from "./form.ts";
import { attachFounding } from "./founding.ts";

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island="act"]')) attachAct(form);
for (const element of document.querySelectorAll<HTMLElement>('[data-island="circulation"]')) attachCirculation(element);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island="founding"]')) attachFounding(form);
for (const element of document.querySelectorAll<HTMLElement>('[data-island="charter"]')) attachCharter(element);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island="charter-change"]')) attachCharterChange(form);
