import type { Page } from 'playwright-core';

// What the functions below use of the page they are run in: the project's types know no browser.
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
interface Styles {
  readonly color: string;
  readonly backgroundColor: string;
  readonly fontSize: string;
  readonly fontWeight: string;
}
interface Part {
  readonly tagName: string;
  readonly className: string;
  readonly textContent: string;
  readonly parentElement: Part | null;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string }>;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  getBoundingClientRect(): Box;
  scrollIntoView(): void;
  contains(other: Part | null): boolean;
}
declare const document: {
  readonly documentElement: Part;
  querySelectorAll(selector: string): Iterable<Part>;
  elementFromPoint(x: number, y: number): Part | null;
};
declare const getComputedStyle: (part: Part) => Styles;

/** An element that holds text of its own, as it is seen. */
export interface ShownText {
  readonly text: string;
  readonly colour: string;
  /** The first colour beneath it that is not transparent. */
  readonly ground: string;
  /** CSS pixels. */
  readonly size: number;
  readonly bold: boolean;
  readonly inMail: boolean;
}

/** All texts of a page that are shown. */
export const shownTexts = (page: Page): Promise<ShownText[]> =>
  page.evaluate(() => {
    const groundOf = (part: Part | null): string => {
      if (part === null) return 'rgb(255, 255, 255)';
      const { backgroundColor } = getComputedStyle(part);
      return backgroundColor === 'rgba(0, 0, 0, 0)' ? groundOf(part.parentElement) : backgroundColor;
    };
    const inMail = (part: Part | null): boolean =>
      part !== null && (part.className.split(' ').includes('mail') || inMail(part.parentElement));
    return [...document.querySelectorAll('body *')]
      .filter((part) =>
        [...part.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && /\S/.test(textContent)),
      )
      .map((part) => {
        const { color, fontSize, fontWeight } = getComputedStyle(part);
        return {
          text: part.textContent.slice(0, 60),
          colour: color,
          ground: groundOf(part),
          size: Number.parseFloat(fontSize),
          bold: Number(fontWeight) >= 700,
          inMail: inMail(part),
        };
      });
  });

/** Elements that reach over the right or left edge of the window, or hold what is wider than they are. */
export const overflowing = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth } = document.documentElement;
    return [document.documentElement, ...document.querySelectorAll('body, body *')]
      .filter((part) => {
        const { left, right } = part.getBoundingClientRect();
        const inner = part.clientWidth > 0 && part.scrollWidth > part.clientWidth;
        return left < 0 || right > clientWidth || inner;
      })
      .map((part) => `${part.tagName} ${part.className} ${part.textContent.slice(0, 40)}`);
  });

/** For each element: whether it has a size, and nothing lies over its upper part. */
export const visibility = (page: Page, selector: string): Promise<boolean[]> =>
  page.evaluate(
    (wanted) =>
      [...document.querySelectorAll(wanted)].map((part) => {
        part.scrollIntoView();
        const { left, top, width, height } = part.getBoundingClientRect();
        const seen = document.elementFromPoint(left + width / 2, top + Math.min(20, height / 2));
        return width > 200 && height > 60 && part.contains(seen);
      }),
    selector,
  );

/** How many elements of each name the body has. */
export const elementNames = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...new Set([...document.querySelectorAll('*')].map(({ tagName }) => tagName.toLowerCase()))].sort(),
  );

/** Contrast of two opaque colours, 1 to 21. Source: W3C, "Web Content Accessibility Guidelines 2.2", contrast ratio. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [, ...parts] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour) ?? [];
  if (parts.length !== 3) throw new Error(`got the colour ${colour}, wanted an opaque one`);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
