// Colours are those of tokens.css alone, and every pair that is used has the contrast that WCAG 2.2 AA asks for.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import test from "node:test";

const folder = new URL("../styles/", import.meta.url);
const styles = new Map();
for (const name of await readdir(folder)) {
  if (name.endsWith(".css")) styles.set(name, await readFile(new URL(name, folder), "utf8"));
}

/** The custom properties of the `:root` rules in a text, later ones over earlier. */
function colours(text) {
  return Object.fromEntries([...text.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
}

const tokens = styles.get("tokens.css");
const [light, dark] = tokens.split("@media (prefers-color-scheme: dark)").map(colours);
const themes = { light, dark: { ...light, ...dark }, print: { ...light, ...colours(styles.get("print.css")) } };

/** Text on its ground: 4.5 to 1 (success criterion 1.4.3). */
const texts = [
  ["ink", "paper"], ["ink", "wash"], ["ink", "accent-wash"],
  ["ink-soft", "paper"], ["ink-soft", "wash"],
  ["accent", "paper"], ["accent", "wash"], ["accent-deep", "paper"], ["accent-deep", "accent-wash"],
  ["on-accent", "accent"], ["on-accent", "accent-deep"],
  ["late", "paper"], ["late", "late-wash"],
];

/** What is drawn and means something, beside what it is drawn on: 3 to 1 (success criterion 1.4.11). */
const shapes = [
  ["edge", "paper"], ["edge", "wash"], ["accent", "paper"], ["late", "paper"],
  ["bar", "paper"], ["bar", "bar-ground"], ["late", "bar-ground"], ["ink", "paper"],
];

function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

for (const [theme, values] of Object.entries(themes)) {
  for (const [pairs, least] of [[texts, 4.5], [shapes, 3]]) {
    for (const [over, under] of pairs) {
      test(`${over} on ${under} has a contrast of ${least} in ${theme}`, () => {
        const found = contrast(values[over], values[under]);
        assert.ok(found >= least, `${values[over]} on ${values[under]}: ${found.toFixed(2)}`);
      });
    }
  }
}

test("every colour has its value in the dark", () => {
  assert.deepEqual(Object.keys(dark).sort(), Object.keys(light).sort());
});

test("no rule has a colour of its own", () => {
  for (const [name, text] of styles) {
    if (name === "tokens.css") continue;
    // In @page the root's properties do not exist, so print.css repeats one value there.
    const rules = name === "print.css" ? text.replaceAll(/--[a-z-]+:\s*#[0-9a-f]{6};|@page \{[^]*?\n\}\n/g, "") : text;
    assert.doesNotMatch(rules, /#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(/i, name);
  }
});

test("places are given by logical properties, so that a page can run from right to left", () => {
  const physical = /(?<![-\w])(margin|padding|border|inset|scroll-margin)-(left|right|top|bottom)\b|(?<![-\w])(left|right|top|bottom|width|height|(min|max)-(width|height)):|text-align:\s*(left|right)|float:/;
  for (const [name, text] of styles) {
    const rules = text.replaceAll(/@media[^{]*\{/g, "{");
    assert.doesNotMatch(rules, physical, name);
  }
});
