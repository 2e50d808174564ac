import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { HOSTILE_TEXTS, hostileInput } from '../cli/hostile-input.ts';
import { contrast, elementNames, overflowing, shownTexts, visibility } from './measure.ts';
import { replayTo, useBrowser, VIEWS } from './opened.ts';

const browser = useBrowser();
const pathOf = (name: string) => join(browser.folder, name);

const PAGES = [
  { name: 'examples', alerts: 9 },
  { name: 'one', alerts: 1 },
  { name: 'hostile', alerts: HOSTILE_TEXTS.length },
] as const;

beforeAll(() => {
  const known = ['--keys', 'examples/keys.json'];
  replayTo(pathOf('examples.html'), ...known, 'examples/cloudtrail', 'examples/log-shipper.ndjson');
  replayTo(pathOf('one.html'), ...known, 'examples/one-record.json');
  const { records, keys } = hostileInput();
  writeFileSync(pathOf('records.json'), records);
  writeFileSync(pathOf('keys.json'), keys);
  replayTo(pathOf('hostile.html'), '--keys', pathOf('keys.json'), pathOf('records.json'));
});

describe.each(PAGES)('the page $name', ({ name, alerts }) => {
  const path = () => pathOf(`${name}.html`);

  describe.each(VIEWS)('at $width pixels, $colorScheme', (view) => {
    it('asks for nothing, and nothing acts or complains', async () => {
      const { page, complaints, requests } = await browser.open(path(), view);
      await page.mouse.move(view.width / 2, 400);
      await page.keyboard.press('Tab');
      expect(complaints).toEqual([]);
      expect(requests).toEqual([pathToFileURL(path()).href]);
      expect(await page.evaluate('typeof pwned')).toBe('undefined');
      expect(page.url()).toBe(pathToFileURL(path()).href);
      await page.close();
    });

    it('shows both messages of every alert, one beside the other or below it', async () => {
      const { page } = await browser.open(path(), view);
      const seen = await visibility(page, '.mail, .slack');
      expect(seen).toEqual(Array.from({ length: alerts * 2 }, () => true));
      const mail = await page.locator('.mail').first().boundingBox();
      const slack = await page.locator('.slack').first().boundingBox();
      if (mail === null || slack === null) throw new Error('got no box, wanted two');
      if (view.width < 500) expect(slack.y).toBeGreaterThan(mail.y + mail.height);
      else {
        expect(slack.x).toBeGreaterThan(mail.x + mail.width);
        expect(slack.y).toBe(mail.y);
      }
      await page.close();
    });

    it('is nowhere wider than the window', async () => {
      const { page } = await browser.open(path(), view);
      expect(await overflowing(page)).toEqual([]);
      await page.close();
    });

    // WCAG 2.2, 1.4.3 (AA): 4.5, or 3 from 24 pixels, or 18.66 in bold.
    it('can be read: large enough, and with contrast', async () => {
      const { page } = await browser.open(path(), view);
      const texts = await shownTexts(page);
      expect(texts.filter(({ inMail }) => inMail).length).toBeGreaterThanOrEqual(alerts * 5);
      const faint = texts.filter(({ colour, ground, size, bold }) => {
        const large = size >= 24 || (bold && size >= 18.66);
        return contrast(colour, ground) < (large ? 3 : 4.5);
      });
      expect(faint).toEqual([]);
      expect(texts.filter(({ size }) => size < 12)).toEqual([]);
      await page.close();
    });
  });

  it('changes its colours with the reader’s choice', async () => {
    const ground = async (colorScheme: 'light' | 'dark') => {
      const { page } = await browser.open(path(), { width: 1280, colorScheme });
      const [first] = await shownTexts(page);
      await page.close();
      return first?.ground;
    };
    expect(await ground('dark')).not.toBe(await ground('light'));
  });
});

describe('hostile text', () => {
  it('makes no element that other records do not make', async () => {
    const namesOf = async (name: string) => {
      const { page } = await browser.open(pathOf(name), { width: 1280, colorScheme: 'light' });
      const names = await elementNames(page);
      await page.close();
      return names;
    };
    const allowed = await namesOf('examples.html');
    for (const name of await namesOf('hostile.html')) expect(allowed).toContain(name);
  });

  it('is on the page all the same, as text', async () => {
    const { page } = await browser.open(pathOf('hostile.html'), { width: 1280, colorScheme: 'light' });
    const text = await page.locator('main').innerText();
    for (const part of ['<script>pwned=1</script>', '</style><style>', 'שלום'])
      expect(text.replaceAll('\u00a0', ' ')).toContain(part);
    await page.close();
  });

  it('leads nowhere: every link is one of ours', async () => {
    const { page } = await browser.open(pathOf('hostile.html'), { width: 390, colorScheme: 'light' });
    const links = await page.locator('a').all();
    const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
    expect(addresses.length).toBeGreaterThan(HOSTILE_TEXTS.length);
    for (const address of addresses)
      expect(address).toMatch(/^(#alert-\d+|https:\/\/eu-west-1\.console\.aws\.amazon\.com\/\S+)$/);
    await page.close();
  });
});

describe('a page without alerts', () => {
  it.each(VIEWS)('says so at $width pixels, $colorScheme', async (view) => {
    writeFileSync(pathOf('none.json'), '{"Records":[]}');
    const path = replayTo(pathOf('none.html'), pathOf('none.json'));
    const { page, complaints } = await browser.open(path, view);
    expect(await page.locator('main').innerText()).toBe('No record was read, so this says nothing about any key.');
    expect(await overflowing(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the policy', () => {
  it('would hold where the page did not: what is planted neither runs nor loads', async () => {
    const planted = pathOf('planted.html');
    const text = readFileSync(pathOf('one.html'), 'utf8');
    const plant =
      '<script>pwned=1</script><img src="https://evil.example/x.png" onerror="pwned=1"><b style="color:red">x</b><link rel="stylesheet" href="https://evil.example/x.css">';
    writeFileSync(planted, text.replace('<main>', `<main>${plant}`));
    const { page, complaints } = await browser.open(planted, { width: 1280, colorScheme: 'light' });
    expect(await page.evaluate('typeof pwned')).toBe('undefined');
    expect(complaints.filter((complaint) => /Content Security Policy/.test(complaint)).length).toBeGreaterThanOrEqual(
      4,
    );
    await page.close();
  });
});
