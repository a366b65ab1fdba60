/** Told on the document when its whole page was put in the place of another: islands take hold of their new elements. */
export const pageEvent = "verbale:page";

export type PageEvent = CustomEvent<void>;
