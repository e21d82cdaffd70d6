// SVG by ECharts, which draws on a server without a DOM or native code, with two dependencies in all, under Apache 2.0.
import { init } from 'echarts';

export const colours = {
  ours: '#0b6e4f',
  oursOtherwise: '#8cc5ad',
  others: '#9aa3ad',
  text: '#24292f',
  faint: '#d0d7de',
};

/** As text. The same data gives the same file, so that a new run shows in a diff and nothing else does. */
export function svg({ width, height, ...option }) {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    // Of its own, for a page may be dark.
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif', color: colours.text },
    ...option,
  });
  const text = chart.renderToSVGString({ useViewBox: true });
  chart.dispose();
  // Ids count the charts that the process has drawn.
  return `${text.replace(/\bzr\d+-/g, 'zr-')}\n`;
}

export const title = (text, subtext) => ({
  text,
  subtext,
  left: 12,
  top: 10,
  textStyle: { fontSize: 15, fontFamily: 'sans-serif', color: colours.text },
  subtextStyle: { fontSize: 11, fontFamily: 'sans-serif', color: '#57606a' },
});

/** Under the title. With room between its texts, for nobody knows how wide a reader's font is. */
export const legend = (data) => ({
  data,
  top: 62,
  left: 12,
  itemGap: 32,
  itemWidth: 14,
  itemHeight: 10,
  textStyle: { fontSize: 12, color: colours.text },
});

/** The name of a panel. */
export const caption = (text, left, top) => ({
  text,
  left,
  top,
  textStyle: { fontSize: 12, fontWeight: 'bold', fontFamily: 'sans-serif', color: colours.text },
});

/** Both kinds of axis. */
export const axis = {
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { fontSize: 11, color: colours.text },
  splitLine: { lineStyle: { color: '#eaeef2' } },
};

/** In few characters: 12k, 3.4M. */
export function short(number) {
  if (number >= 1e6) return `${Number((number / 1e6).toPrecision(2))}M`;
  if (number >= 1e3) return `${Number((number / 1e3).toPrecision(number >= 1e5 ? 3 : 2))}k`;
  return String(Number(number.toPrecision(2)));
}
