// Starts Debian's Chromium for tests. VERBALE_CHROMIUM names another one.
import { chromium } from "playwright-core";

/** @returns {Promise<import("playwright-core").Browser>} */
export function launch() {
  return chromium.launch({
    executablePath: process.env.VERBALE_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}

/** The two widths that every page is looked at: a desk and a phone. */
export const viewports = { wide: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };
