import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessibilityProblems } from './open-browser.js';

const WIDTHS = [390, 1440];

/** Fails where axe finds something wrong with a page as it stands, or it is wider than its window: in both colours, narrow and wide.
 * @param settle waits until the page shows what it is to show. */
export async function expectAccessible(page: Page, settle: () => Promise<void>): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await settle();
      // Colours that are on their way are neither the one nor the other.
      await page.evaluate(() =>
        Promise.all(
          document
            .getAnimations()
            .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
            .map((each) => each.finished.catch(() => undefined)),
        ),
      );
      expect({ width, colorScheme, problems: await accessibilityProblems(page) }).toEqual({ width, colorScheme, problems: [] });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  }
}

/** How much a page moves by itself while it is loaded, as Chromium measures it: 0 is none, 0.1 is bad. */
export async function layoutShift(page: Page, address: string, settle: () => Promise<void>): Promise<number> {
  await page.addInitScript(() => {
    const counted = window as unknown as { shift: number };
    counted.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
        if (!entry.hadRecentInput) counted.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(address);
  await settle();
  return page.evaluate(() => (window as unknown as { shift: number }).shift);
}
